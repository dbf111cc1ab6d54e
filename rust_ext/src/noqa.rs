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
    line.split_once("# pyagent: allow ")
        .is_some_and(|(_, rules)| rules.split([',', ' ']).any(|rule| rule.trim() == "unused_import"))
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
    fn a_file_can_be_kept_as_a_whole() {
        assert!(whole_file("x = 1\n# ruff: noqa\n"));
        assert!(whole_file("# flake8: noqa: F401\n"));
        assert!(!whole_file("# ruff: noqa: E501\nimport a  # noqa\n"));
    }
}
