//! Merge-conflict markers that were left in a text.

/// The line of each opening marker that has a separator and a closing marker after it, in this order.
pub fn conflict_lines(bytes: &[u8]) -> Vec<u32> {
    if memchr::memmem::find(bytes, b"<<<<<<< ").is_none() {
        return Vec::new();
    }
    let mut found = Vec::new();
    let (mut opened, mut separated) = (None, false);
    for (number, line) in (1u32..).zip(lines(bytes)) {
        if line.starts_with(b"<<<<<<< ") {
            (opened, separated) = (Some(number), false);
        } else if line == b"=======" && opened.is_some() {
            separated = true;
        } else if line.starts_with(b">>>>>>> ") && separated {
            found.extend(opened.take());
            separated = false;
        }
    }
    found
}

fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes.split(|&byte| byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line))
}

#[cfg(test)]
mod tests {
    use super::conflict_lines;

    #[test]
    fn three_markers_make_a_conflict() {
        assert_eq!(conflict_lines(b"a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> x\n"), [2]);
        assert_eq!(conflict_lines(b"<<<<<<< a\r\n=======\r\n>>>>>>> b\r\n<<<<<<< a\r\n=======\r\n>>>>>>> b"), [1, 4]);
        for text in [
            "",
            "Title\n=======\n",
            "<<<<<<< HEAD\n=======\n",
            " <<<<<<< a\n=======\n>>>>>>> b\n",
            ">>>>>>> a\n=======\n<<<<<<< b\n",
        ] {
            assert!(conflict_lines(text.as_bytes()).is_empty(), "{text:?}");
        }
    }
}
