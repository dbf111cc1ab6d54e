//! Comments that keep an unused import: `# noqa`, `# noqa: F401`, `# pyagent: allow unused_import`.

const CODE: &str = "F401";

/// Whether a comment at the head of a line (`# ruff: noqa`, `# flake8: noqa: F401`) speaks for the whole file.
pub fn whole_file(text: &str) -> bool {
    text.contains("noqa") && text.lines().any(|line| line.trim_start().starts_with('#') && speaks_for_file(line))
}

fn speaks_for_file(line: &str) -> bool {
    let comment = line.trim_start().trim_start_matches('#').trim_start().to_ascii_lowercase();
    ["ruff:", "flake8:"].iter().any(|tool| {
        comment.strip_prefix(tool).is_some_and(|rest| {
            let rest = rest.trim_start();
            rest.strip_prefix("noqa").is_some_and(covers)
        })
    })
}

/// Whether a line's comment keeps what the line imports.
pub fn keeps(line: &str) -> bool {
    let lower = line.to_ascii_lowercase();
    if allows(&lower) {
        return true;
    }
    lower.match_indices('#').any(|(at, _)| {
        let comment = lower[at + 1..].trim_start();
        comment.strip_prefix("noqa").is_some_and(covers)
    })
}

fn allows(line: &str) -> bool {
    rules_of(line.as_bytes()).is_some_and(|(_, rules)| rules.iter().any(|rule| rule == "unused_import"))
}

/// `# pyagent: allow RULE` on a line: which rules, and whether nothing else stands there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowance {
    pub line: u32,
    pub alone: bool,
    pub rules: Vec<String>,
}

const ALLOW: &[u8] = b"# pyagent: allow ";

/// What the comments of a text allow, by line.
pub fn allowances(bytes: &[u8]) -> Vec<Allowance> {
    if memchr::memmem::find(bytes, ALLOW).is_none() {
        return Vec::new();
    }
    let lines = (1u32..).zip(bytes.split(|&byte| byte == b'\n'));
    lines.filter_map(|(line, text)| rules_of(text).map(|(alone, rules)| Allowance { line, alone, rules })).collect()
}

fn rules_of(line: &[u8]) -> Option<(bool, Vec<String>)> {
    let at = memchr::memmem::find(line, ALLOW)?;
    let rest = String::from_utf8_lossy(&line[at + ALLOW.len()..]);
    let words = rest.split([',', ' ', '\t', '\r', '\n']).filter(|word| !word.is_empty());
    let named = words.take_while(|word| word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'));
    let alone = line[..at].iter().all(|byte| matches!(byte, b' ' | b'\t'));
    Some((alone, named.map(str::to_owned).collect()))
}

/// What follows the word: nothing or other prose (all rules), or `:` and a list of codes.
fn covers(rest: &str) -> bool {
    match rest.trim_start().strip_prefix(':') {
        None => !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'),
        Some(codes) => {
            let mut codes = codes.split([',', ' ', '\t', '\r', '\n']).filter(|code| !code.is_empty()).peekable();
            !codes.peek().is_some_and(|code| is_code(code))
                || codes.take_while(|code| is_code(code)).any(|code| code.eq_ignore_ascii_case(CODE))
        }
    }
}

fn is_code(word: &str) -> bool {
    let digits = word.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    digits.len() < word.len() && !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_keep_an_import() {
        for line in [
            "import a  # noqa",
            "import a #NOQA",
            "import a  # noqa: F401",
            "import a  # noqa:E501,F401\n",
            "import a  # type: ignore  # noqa: E501 F401",
            "import a  # pyagent: allow unused_import",
        ] {
            assert!(keeps(line), "{line}");
        }
        for line in [
            "import a",
            "import noqa",
            "import a  # noqa: E501",
            "import a  # noqas",
            "import a  # pyagent: allow long_module",
        ] {
            assert!(!keeps(line), "{line}");
        }
    }

    #[test]
    fn rules_are_allowed_by_name() {
        let found = allowances(b"x = 1  # pyagent: allow a_b, c (why)\n\n  # pyagent: allow d\r\n# pyagent: allowed\n");
        let rows: Vec<_> = found.iter().map(|row| (row.line, row.alone, row.rules.join(" "))).collect();
        assert_eq!(rows, [(1, false, "a_b c".to_owned()), (3, true, "d".to_owned())]);
    }

    #[test]
    fn a_file_can_be_kept_as_a_whole() {
        assert!(whole_file("x = 1\n# ruff: noqa\n"));
        assert!(whole_file("# flake8: noqa: F401\n"));
        assert!(!whole_file("# ruff: noqa: E501\nimport a  # noqa\n"));
    }
}
