//! Lines of a module by kind, and its logical lines.
//!
//! The text is taken apart into logical lines with what belongs to them. Flavour `radon` has radon's rules, which
//! follow from reading line by line: what `str.splitlines` splits is split here, too, and may not be Python then.

use ruff_python_ast::token::TokenKind;
use ruff_source_file::LineIndex;
use ruff_text_size::{TextRange, TextSize};

use crate::facts::Raw;

pub type Token = (TokenKind, TextRange);

/// The default flavour's counts; `statements` are its logical lines.
pub fn plain(text: &str, index: &LineIndex, tokens: impl Iterator<Item = Token>, statements: u32) -> Option<Raw> {
    let raw = Lines::new(text, index.line_starts(), false).count(tokens)?;
    Some(Raw { lloc: statements, ..raw })
}

/// radon's counts; none where it gives up.
pub fn radon(text: &str, index: &LineIndex, tokens: impl Iterator<Item = Token>) -> Option<Raw> {
    Lines::new(text, index.line_starts(), true).count(tokens)
}

/// The text as radon reads it, line by line, where that makes a difference.
pub fn reread(text: &str) -> Option<String> {
    let lines = || split_lines(text).into_iter().map(|line| line.trim_matches(is_space));
    text.contains(is_odd_line_end).then(|| lines().flat_map(|line| [line, "\n"]).collect())
}

/// What ends a line for `str.splitlines`, but not in Python's syntax.
fn is_odd_line_end(c: char) -> bool {
    matches!(c, '\x0b' | '\x0c' | '\x1c'..='\x1e' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// As `str.isspace` has it.
fn is_space(c: char) -> bool {
    c.is_whitespace() || ('\x1c'..='\x1f').contains(&c)
}

fn is_word(name: &str) -> bool {
    name.chars().all(|c| c.is_alphanumeric() || c == '_')
}

fn split_lines(text: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(|c| matches!(c, '\n' | '\r') || is_odd_line_end(c)) {
        lines.push(&rest[..at]);
        let end = if rest[at..].starts_with("\r\n") { 2 } else { rest[at..].chars().next().map_or(1, char::len_utf8) };
        rest = &rest[at + end..];
    }
    if !rest.is_empty() {
        lines.push(rest);
    }
    lines
}

/// A logical line, or several in radon's case of a blank line after a backslash.
#[derive(Default)]
struct Group {
    tokens: u32,
    comments: u32,
    /// A comment or blank line ends it when there are no more tokens than these.
    complete: u32,
    /// Its first token, if that is a string.
    string: Option<TextRange>,
    logical: u32,
    /// Of the part since the last semicolon: tokens, and those after its last colon.
    part: u32,
    after_colon: Option<u32>,
}

impl Group {
    fn token(&mut self, kind: TokenKind) {
        self.tokens += 1;
        if kind == TokenKind::Semi {
            let after = self.after_colon.take();
            self.logical += after.map_or(u32::from(self.part > 0), |after| if after == 1 { 1 } else { 2 });
            self.part = 0;
            return;
        }
        self.part += 1;
        if kind == TokenKind::Colon {
            self.after_colon = Some(0);
        } else if let Some(after) = &mut self.after_colon {
            *after += 1;
        }
    }

    fn logical_lines(&self) -> u32 {
        self.logical + self.after_colon.map_or(u32::from(self.part > 0), |after| 1 + u32::from(after > 0))
    }
}

struct Lines<'t> {
    text: &'t str,
    starts: &'t [TextSize],
    radon: bool,
    /// radon gives up on names with combining characters.
    letters_only: bool,
    count: usize,
    /// The first line that belongs to no group yet.
    line: usize,
    group: Group,
    raw: Raw,
}

impl<'t> Lines<'t> {
    fn new(text: &'t str, starts: &'t [TextSize], radon: bool) -> Self {
        let complete = text.is_empty() || text.ends_with(['\n', '\r']);
        let count = starts.len() - usize::from(complete);
        let letters_only = radon && !text.is_ascii();
        Self { text, starts, radon, letters_only, count, line: 0, group: Group::default(), raw: Raw::default() }
    }

    fn count(mut self, tokens: impl Iterator<Item = Token>) -> Option<Raw> {
        let mut inside = 0u32;
        for (kind, range) in tokens {
            match kind {
                TokenKind::FStringStart | TokenKind::TStringStart => {
                    inside += 1;
                    if inside == 1 {
                        self.string(kind, range);
                    }
                }
                TokenKind::FStringEnd | TokenKind::TStringEnd => {
                    inside = inside.saturating_sub(1);
                    self.close_string(range);
                }
                _ if inside > 0 => {}
                TokenKind::Indent | TokenKind::Dedent | TokenKind::EndOfFile => {}
                TokenKind::Unknown => return None,
                TokenKind::String => self.string(kind, range),
                TokenKind::Comment => self.group.comments += 1,
                TokenKind::Newline => self.newline(range.start())?,
                TokenKind::NonLogicalNewline => {
                    if self.group.tokens == self.group.complete && self.group.tokens + self.group.comments > 0 {
                        self.end(self.line_of(range.start()));
                    }
                }
                TokenKind::Name if self.letters_only && !is_word(&self.text[range]) => return None,
                _ => self.group.token(kind),
            }
        }
        self.finish()
    }

    fn string(&mut self, kind: TokenKind, range: TextRange) {
        if self.group.tokens == 0 {
            self.group.string = Some(range);
        }
        self.group.token(kind);
    }

    fn close_string(&mut self, end: TextRange) {
        if self.group.tokens == 1
            && let Some(string) = &mut self.group.string
        {
            *string = string.cover(end);
        }
    }

    /// radon reads on until Python's tokenizer has no complaint, which it has of a backslash before a last blank line.
    fn newline(&mut self, at: TextSize) -> Option<()> {
        let last = self.line_of(at);
        if !(self.radon && last > self.line && self.is_blank(last) && self.group.tokens > self.group.complete) {
            self.end(last);
        } else if last + 1 >= self.count {
            return None;
        } else if self.is_blank(last + 1) {
            self.end(last + 1);
        } else {
            self.group.complete = self.group.tokens;
        }
        Some(())
    }

    fn end(&mut self, last: usize) {
        while self.line < last && self.is_blank(self.line) {
            self.raw.blank += 1;
            self.line += 1;
        }
        let group = std::mem::take(&mut self.group);
        let first = std::mem::replace(&mut self.line, last + 1);
        let blank = (first..=last).filter(|&line| self.is_blank(line)).count() as u32;
        let filled = (last + 1 - first) as u32 - blank;
        self.raw.comments += group.comments;
        self.raw.lloc += group.logical_lines();
        let alone = group.string.filter(|_| group.tokens == 1 && group.comments == 0);
        if group.tokens == 0 || alone.is_some_and(|string| self.is_one_line(string)) {
            self.raw.single_comments += if self.radon { 1 } else { filled };
            self.raw.blank += if self.radon { 0 } else { blank };
            return;
        }
        self.raw.blank += blank;
        if alone.is_some() {
            self.raw.multi += filled;
        } else {
            self.raw.sloc += filled;
        }
    }

    fn finish(mut self) -> Option<Raw> {
        if self.group.complete > 0 && self.group.complete == self.group.tokens && self.group.comments == 0 {
            return None;
        }
        if self.group.tokens + self.group.comments > 0 {
            self.end(self.count.saturating_sub(1));
        }
        let rest = self.line..self.count.max(self.line);
        let last = rest.clone().rev().find(|&line| !self.is_blank(line));
        if self.radon && last.is_some_and(|line| line + 2 >= self.count) {
            return None;
        }
        let filled = rest.clone().filter(|&line| !self.is_blank(line)).count() as u32;
        self.raw.sloc += filled;
        self.raw.blank += rest.len() as u32 - filled;
        self.raw.loc = self.raw.sloc + self.raw.blank + self.raw.multi + self.raw.single_comments;
        Some(self.raw)
    }

    fn line_of(&self, offset: TextSize) -> usize {
        let mut line = self.line;
        while line + 1 < self.count && self.starts[line + 1] <= offset {
            line += 1;
        }
        line
    }

    fn is_one_line(&self, range: TextRange) -> bool {
        !self.text[range].contains(['\n', '\r'])
    }

    fn is_blank(&self, line: usize) -> bool {
        let end = self.starts.get(line + 1).map_or(self.text.len(), |end| end.to_usize());
        let text = &self.text[self.starts[line].to_usize()..end];
        match text.bytes().find(|byte| !matches!(byte, b' ' | b'\t')) {
            Some(b'!'..=b'~') => false,
            None => true,
            _ => text.trim_matches(is_space).is_empty(),
        }
    }
}
