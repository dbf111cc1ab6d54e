//! The modules as JSON, byte for byte what Python's `json.dumps` writes with separators `,` and `:`.

use std::fmt::Write;

use crate::facts::{File, Function, Halstead, Import, Raw, guard};
use crate::figures::{report, write_number};

/// An array with one object per scanned module, one per line.
pub fn modules(files: &[File], radon: bool) -> String {
    let mut out = String::with_capacity(64 * 1024);
    let mut separator = "[";
    for file in files.iter().filter(|file| file.python && file.skipped.is_none()) {
        out.push_str(separator);
        separator = ",\n";
        module(&mut out, file, radon);
    }
    out.push_str(if separator == "[" { "[]" } else { "]" });
    out
}

fn module(out: &mut String, file: &File, radon: bool) {
    out.push_str("{\"path\":");
    string(out, &file.path);
    let facts = &file.facts;
    let _ = write!(out, ",\"lines\":{},\"raw\":", facts.lines);
    raw(out, facts.raw.as_ref());
    out.push_str(",\"halstead\":");
    halstead(out, &facts.halstead);
    out.push_str(",\"maintainability\":");
    match facts.maintainability {
        Some(index) => write_number(out, index),
        None => out.push_str("null"),
    }
    out.push_str(",\"functions\":[");
    list(out, &facts.functions, |out, row| function(out, row, radon));
    out.push_str("],\"imports\":[");
    list(out, &file.facts.imports, import);
    out.push_str("]}");
}

fn list<T>(out: &mut String, rows: &[T], write_row: impl Fn(&mut String, &T)) {
    for (number, row) in rows.iter().enumerate() {
        if number > 0 {
            out.push(',');
        }
        write_row(out, row);
    }
}

fn function(out: &mut String, row: &Function, radon: bool) {
    out.push_str("{\"qualname\":");
    string(out, &row.qualname);
    let cyclomatic = if radon { row.cyclomatic_radon } else { row.cyclomatic };
    let columns = [
        (",\"line\":", row.line),
        (",\"end_line\":", row.end_line),
        (",\"cyclomatic\":", cyclomatic),
        (",\"mccabe\":", row.mccabe),
        (",\"cognitive\":", row.cognitive),
        (",\"parameters\":", row.parameters),
        (",\"nesting\":", row.nesting),
    ];
    counts(out, &columns);
    out.push_str(",\"halstead\":");
    halstead(out, &row.halstead);
    out.push('}');
}

fn counts(out: &mut String, columns: &[(&str, u32)]) {
    for (name, count) in columns {
        out.push_str(name);
        let _ = write!(out, "{count}");
    }
}

fn raw(out: &mut String, raw: Option<&Raw>) {
    let Some(raw) = raw else { return out.push_str("null") };
    let columns = [
        ("{\"loc\":", raw.loc),
        (",\"lloc\":", raw.lloc),
        (",\"sloc\":", raw.sloc),
        (",\"comments\":", raw.comments),
        (",\"multi\":", raw.multi),
        (",\"blank\":", raw.blank),
        (",\"single_comments\":", raw.single_comments),
    ];
    counts(out, &columns);
    out.push('}');
}

fn halstead(out: &mut String, row: &Halstead) {
    let columns = [
        ("{\"h1\":", row.h1()),
        (",\"h2\":", row.h2()),
        (",\"N1\":", row.n1),
        (",\"N2\":", row.n2),
        (",\"vocabulary\":", row.h1() + row.h2()),
        (",\"length\":", row.n1 + row.n2),
    ];
    counts(out, &columns);
    let report = report(row);
    let columns = [
        (",\"calculated_length\":", report.calculated_length),
        (",\"volume\":", report.volume),
        (",\"difficulty\":", report.difficulty),
        (",\"effort\":", report.effort),
        (",\"time\":", report.time),
        (",\"bugs\":", report.bugs),
    ];
    for (name, figure) in columns {
        out.push_str(name);
        write_number(out, figure);
    }
    out.push('}');
}

fn import(out: &mut String, row: &Import) {
    out.push_str("{\"module\":");
    string(out, &row.module);
    out.push_str(",\"name\":");
    match &row.name {
        Some(name) => string(out, name),
        None => out.push_str("null"),
    }
    out.push_str(",\"bound\":");
    string(out, &row.bound);
    let _ = write!(out, ",\"level\":{},\"line\":{},\"guards\":[", row.level, row.line);
    let set: Vec<&str> = guard::NAMES.iter().filter(|(bit, _)| row.guards & bit != 0).map(|&(_, name)| name).collect();
    list(out, &set, |out, name| string(out, name));
    out.push_str("]}");
}

fn string(out: &mut String, text: &str) {
    out.push('"');
    if text.bytes().all(|byte| (0x20..0x7f).contains(&byte) && byte != b'"' && byte != b'\\') {
        out.push_str(text);
    } else {
        text.chars().for_each(|c| escaped(out, c));
    }
    out.push('"');
}

fn escaped(out: &mut String, c: char) {
    match c {
        '"' => out.push_str("\\\""),
        '\\' => out.push_str("\\\\"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        '\u{8}' => out.push_str("\\b"),
        '\u{c}' => out.push_str("\\f"),
        ' '..='\u{7f}' => out.push(c),
        _ => {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::string;

    #[test]
    fn strings_are_escaped_as_python_does() {
        for (text, expected) in [
            ("a", "\"a\""),
            ("\"\\\n\x01", "\"\\\"\\\\\\n\\u0001\""),
            ("é😀", "\"\\u00e9\\ud83d\\ude00\""),
            ("\x7f", "\"\x7f\""),
        ] {
            let mut out = String::new();
            string(&mut out, text);
            assert_eq!(out, expected);
        }
    }
}
