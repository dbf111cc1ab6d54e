//! Files -> facts, side by side on all cores; a file that fails is a skip with its reason.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use rayon::prelude::*;
use ruff_python_ast::{ModModule, PySourceType};
use ruff_python_parser::{ParseErrorType, Parsed, parse_unchecked_source};
use ruff_source_file::LineIndex;
use ruff_text_size::Ranged;

use crate::conflicts::conflict_lines;
use crate::facts::{Facts, File, Raw};
use crate::{figures, noqa, raw, source, walk};

/// Dropping a tree takes a frame per level; a deep one gets a stack that is large enough.
const DEEP: u32 = 2000;
const FRAME: usize = 1024;
const TOO_DEEP: &str = "nested too deeply";

pub fn scan_files(root: &Path, paths: Vec<String>, radon: bool) -> Vec<File> {
    sorted(paths.into_par_iter().map(|path| {
        let bytes = source::read(&root.join(&path));
        file(path, bytes, radon)
    }))
}

pub fn scan_texts(texts: Vec<(String, Vec<u8>)>, radon: bool) -> Vec<File> {
    sorted(texts.into_par_iter().map(|(path, bytes)| file(path, Ok(bytes), radon)))
}

fn sorted(files: impl ParallelIterator<Item = File>) -> Vec<File> {
    let mut files: Vec<File> = files.collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

fn file(path: String, bytes: Result<Vec<u8>, String>, radon: bool) -> File {
    let bytes = match bytes {
        Ok(bytes) => bytes,
        Err(reason) => return File { path, facts: Facts::default(), skipped: Some(reason), python: false },
    };
    let (conflicts, allowances) = (conflict_lines(&bytes), noqa::allowances(&bytes));
    let python = is_python(&path, &bytes);
    let measured = if python { measure(&path, &bytes, radon) } else { Ok(Facts::default()) };
    let (mut facts, skipped) = match measured {
        Ok(facts) => (facts, None),
        Err(reason) => (Facts { lines: source::count_lines(&bytes), ..Facts::default() }, Some(reason)),
    };
    (facts.conflicts, facts.allowances) = (conflicts, allowances);
    File { path, facts, skipped, python }
}

/// By its suffix, or, without one, by its first line.
fn is_python(path: &str, bytes: &[u8]) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    match name.rsplit_once('.') {
        Some((_, suffix)) => matches!(suffix, "py" | "pyi" | "pyw"),
        None => {
            let first = bytes.split(|&byte| byte == b'\n').next().unwrap_or(bytes);
            first.starts_with(b"#!") && memchr::memmem::find(first, b"python").is_some()
        }
    }
}

fn measure(path: &str, bytes: &[u8], radon: bool) -> Result<Facts, String> {
    let text = source::decode(bytes)?;
    if source::nests_too_deeply(bytes) {
        return Err(TOO_DEEP.to_owned());
    }
    catch_unwind(AssertUnwindSafe(|| measure_text(&text, path.ends_with(".pyi"), radon)))
        .unwrap_or_else(|_| Err("the parser failed on it".to_owned()))
}

fn measure_text(text: &str, stub: bool, radon: bool) -> Result<Facts, String> {
    let kind = if stub { PySourceType::Stub } else { PySourceType::Python };
    let parsed = parse_unchecked_source(text, kind);
    let index = LineIndex::from_source_text(text);
    let outcome = walk::walk(parsed.suite(), text, &index, stub);
    let failed = parsed.errors().first().map(|error| index.line_index(error.location.start()));
    let raw = match (failed, radon) {
        (Some(_), _) => None,
        (None, true) => radon_raw(text, &index, &parsed, outcome.deepest),
        (None, false) => raw::plain(text, &index, tokens(&parsed), outcome.statements),
    };
    release(parsed, outcome.deepest);
    if outcome.deepest >= walk::DEEPEST {
        return Err(TOO_DEEP.to_owned());
    }
    if let Some(line) = failed {
        return Err(format!("syntax error at line {line}"));
    }
    let mut facts = outcome.facts;
    facts.lines = line_count(text, &index);
    facts.raw = raw;
    let complexity = if radon { outcome.complexity.radon } else { outcome.complexity.default };
    facts.maintainability = raw.map(|raw| figures::maintainability(&facts.halstead, complexity, &raw));
    keep_suppressed(&mut facts, text, &index);
    Ok(facts)
}

fn radon_raw(text: &str, index: &LineIndex, parsed: &Parsed<ModModule>, deepest: u32) -> Option<Raw> {
    let Some(flat) = raw::reread(text) else { return raw::radon(text, index, tokens(parsed)) };
    let parsed = parse_unchecked_source(&flat, PySourceType::Python);
    let torn = parsed.errors().iter().any(|error| matches!(error.error, ParseErrorType::Lexical(_)));
    let index = LineIndex::from_source_text(&flat);
    let raw = if torn { None } else { raw::radon(&flat, &index, tokens(&parsed)) };
    release(parsed, deepest);
    raw
}

fn tokens(parsed: &Parsed<ModModule>) -> impl Iterator<Item = raw::Token> {
    parsed.tokens().iter().map(|token| (token.kind(), token.range()))
}

fn release(parsed: Parsed<ModModule>, deepest: u32) {
    if deepest >= walk::DEEPEST {
        // Dropping such a tree would overflow any stack; one made-up file may cost its memory.
        std::mem::forget(parsed);
    } else if deepest > DEEP {
        stacker::grow(deepest as usize * FRAME, || drop(parsed));
    }
}

fn line_count(text: &str, index: &LineIndex) -> u32 {
    let complete = text.is_empty() || text.ends_with(['\n', '\r']);
    (index.line_count() - usize::from(complete)) as u32
}

/// Take out the unused imports that a comment keeps.
fn keep_suppressed(facts: &mut Facts, text: &str, index: &LineIndex) {
    if facts.unused.is_empty() {
        return;
    }
    if noqa::whole_file(text) {
        return facts.unused.clear();
    }
    let imports = &facts.imports;
    facts.unused.retain(|&number| {
        let import = &imports[number as usize];
        ![import.line, import.statement].iter().any(|&line| noqa::keeps(logical_line(text, index, line)))
    });
}

/// A line together with those that it goes on in after a backslash.
fn logical_line<'t>(text: &'t str, index: &LineIndex, line: u32) -> &'t str {
    let starts = index.line_starts();
    let first = line as usize - 1;
    let mut last = first;
    let end = |line: usize| starts.get(line + 1).map_or(text.len(), |start| start.to_usize());
    while last + 1 < starts.len()
        && text[starts[last].to_usize()..end(last)].trim_end_matches(['\n', '\r']).ends_with('\\')
    {
        last += 1;
    }
    &text[starts[first].to_usize()..end(last)]
}
