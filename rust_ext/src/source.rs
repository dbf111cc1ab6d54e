//! Bytes on disk -> text, or the reason why not. Encodings follow PEP 263.

use std::borrow::Cow;
use std::fs;
use std::io::{self, Read};
use std::path::Path;

/// A larger file is data rather than source, and parsing it would need gigabytes.
pub const MAX_BYTES: u64 = 16 * 1024 * 1024;
const MARK: &[u8] = b"\xef\xbb\xbf";
const UTF8: [&str; 3] = ["utf-8", "utf8", "utf-8-sig"];
const LATIN1: [&str; 6] = ["latin-1", "latin1", "iso-8859-1", "iso8859-1", "iso-latin-1", "l1"];

/// The bytes of a regular file, or a reason that reads well after "skipped: ".
pub fn read(path: &Path) -> Result<Vec<u8>, String> {
    let metadata = fs::metadata(path).map_err(|error| reason(&error))?;
    if !metadata.is_file() {
        return Err("not a regular file".to_owned());
    }
    if metadata.len() > MAX_BYTES {
        return Err(too_large());
    }
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or(0) + 1);
    let file = fs::File::open(path).map_err(|error| reason(&error))?;
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(|error| reason(&error))?;
    if bytes.len() as u64 > MAX_BYTES { Err(too_large()) } else { Ok(bytes) }
}

fn too_large() -> String {
    format!("larger than {} MiB", MAX_BYTES / 1024 / 1024)
}

fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "does not exist".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ if error.raw_os_error() == Some(40) => "a loop of symbolic links".to_owned(),
        _ => "cannot be read".to_owned(),
    }
}

/// Text of a Python source, without its byte order mark.
pub fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, String> {
    let (bytes, marked) = match bytes.strip_prefix(MARK) {
        Some(rest) => (rest, true),
        None => (bytes, false),
    };
    if bytes.contains(&0) {
        return Err("contains NUL bytes".to_owned());
    }
    let name = cookie(bytes).unwrap_or_else(|| "utf-8".to_owned());
    if is_one_of(&name, &UTF8, "utf-8-") {
        return std::str::from_utf8(bytes)
            .map(Cow::Borrowed)
            .map_err(|error| format!("not UTF-8 at byte {}", error.valid_up_to()));
    }
    if marked {
        return Err(format!("has a UTF-8 byte order mark but declares {name}"));
    }
    if is_one_of(&name, &LATIN1, "iso-8859-1-") {
        return Ok(latin1(bytes));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) if text.is_ascii() && extends_ascii(&name) => Ok(Cow::Borrowed(text)),
        _ => Err(format!("encoding {name} is not supported")),
    }
}

fn is_one_of(name: &str, names: &[&str], prefix: &str) -> bool {
    names.contains(&name) || name.starts_with(prefix)
}

fn latin1(bytes: &[u8]) -> Cow<'_, str> {
    Cow::Owned(bytes.iter().map(|&byte| char::from(byte)).collect())
}

/// Encodings in which ASCII bytes mean ASCII, so that a file of such bytes needs no decoder.
fn extends_ascii(name: &str) -> bool {
    const FAMILIES: [&str; 12] = [
        "ascii",
        "us-ascii",
        "cp",
        "windows-",
        "iso-8859-",
        "iso8859-",
        "koi8-",
        "euc-",
        "mac-",
        "gb",
        "big5",
        "shift",
    ];
    FAMILIES.iter().any(|family| name.starts_with(family))
}

/// The declared encoding, lower case with hyphens: only in the first two lines, and in the second
/// only after a line without code.
fn cookie(bytes: &[u8]) -> Option<String> {
    let mut lines = bytes.split(|&byte| byte == b'\n' || byte == b'\r');
    let first = lines.next()?;
    if let Some(name) = cookie_in(first) {
        return Some(name);
    }
    let blank = blank_or_comment(first);
    let mut second = lines.next()?;
    if second.is_empty() && bytes.get(first.len()..first.len() + 2) == Some(b"\r\n") {
        second = lines.next()?;
    }
    if blank { cookie_in(second) } else { None }
}

fn trimmed(line: &[u8]) -> &[u8] {
    let start = line.iter().position(|byte| !matches!(byte, b' ' | b'\t' | 0x0c));
    &line[start.unwrap_or(line.len())..]
}

fn blank_or_comment(line: &[u8]) -> bool {
    matches!(trimmed(line).first(), None | Some(b'#'))
}

fn cookie_in(line: &[u8]) -> Option<String> {
    let comment = trimmed(line);
    if comment.first() != Some(&b'#') {
        return None;
    }
    let text = String::from_utf8_lossy(comment);
    text.match_indices("coding").find_map(|(at, word)| {
        let rest = text[at + word.len()..].strip_prefix([':', '='])?;
        let rest = rest.trim_start_matches([' ', '\t']);
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || "-_.".contains(c)));
        let name = &rest[..end.unwrap_or(rest.len())];
        (!name.is_empty()).then(|| name.to_ascii_lowercase().replace('_', "-"))
    })
}

/// Whether a text nests so deeply that parsing it would take gigabytes, as only made-up files do:
/// brackets within brackets, or operators without anything that ends an expression.
pub fn nests_too_deeply(bytes: &[u8]) -> bool {
    const BRACKETS: i64 = 100_000;
    const RUN: usize = 256 * 1024;
    if bytes.len() < RUN {
        return false;
    }
    let (mut depth, mut run) = (0i64, 0usize);
    bytes.iter().any(|byte| {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => (depth, run) = (depth - 1, 0),
            b',' | b';' | b'"' | b'\'' | b'#' | b'=' => run = 0,
            _ => run += 1,
        }
        depth > BRACKETS || run > RUN
    })
}

/// Physical lines as Python's tokenizer counts them; a last line without line end is one too.
pub fn count_lines(bytes: &[u8]) -> u32 {
    let bytes = bytes.strip_prefix(MARK).unwrap_or(bytes);
    let mut count = 0u32;
    let mut previous = 0u8;
    for &byte in bytes {
        count += u32::from(byte == b'\n' && previous != b'\r') + u32::from(byte == b'\r');
        previous = byte;
    }
    count + u32::from(!matches!(bytes.last(), None | Some(b'\n' | b'\r')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_in_three_ways() {
        for (text, lines) in
            [("", 0), ("a", 1), ("a\n", 1), ("a\r\nb", 2), ("a\rb\r", 2), ("a\x0cb\n\n", 2), ("\u{feff}", 0)]
        {
            assert_eq!(count_lines(text.as_bytes()), lines, "{text:?}");
        }
    }

    #[test]
    fn encodings_are_declared_in_the_first_two_lines() {
        assert_eq!(decode(b"# coding: latin-1\nx = '\xe9'\n").unwrap(), "# coding: latin-1\nx = '\u{e9}'\n");
        assert_eq!(
            decode(b"\n# -*- coding: iso-8859-1 -*-\n#\xe9\n").unwrap(),
            "\n# -*- coding: iso-8859-1 -*-\n#\u{e9}\n"
        );
        assert!(decode(b"x = 1\n# coding: latin-1\ny = '\xe9'\n").is_err());
        assert!(decode(b"# coding: koi8-r\nx = '\xe9'\n").is_err());
        assert!(decode(b"# coding: koi8-r\nx = 1\n").is_ok());
        assert!(decode(b"\xef\xbb\xbfx = 1\n").unwrap().starts_with('x'));
        assert!(decode(b"x = '\xff'\n").is_err());
        assert!(decode(b"x = 1\0\n").is_err());
    }

    #[test]
    fn made_up_files_nest_too_deeply() {
        assert!(nests_too_deeply("-".repeat(300_000).as_bytes()));
        assert!(nests_too_deeply("((\n".repeat(100_001).as_bytes()));
        assert!(!nests_too_deeply("x = f(1, [2])\n".repeat(100_000).as_bytes()));
        assert!(!nests_too_deeply(b"((((("));
    }
}
