//! Halstead's operators and operands of each function, and of a module as their union.
//!
//! Operands are told apart by value, whatever wrote it: a name, an attribute and a string of the same text
//! are one, `1`, `1.0` and `True` are one; any other expression is an operand of its own.

use ruff_python_ast::{self as ast, Expr, Number};
use ruff_text_size::Ranged;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::facts::Function;

const MODULE_NAME: u32 = u32::MAX;
/// Python refuses decimal integers of more digits; longer ones are told apart by their text.
const LONGEST: usize = 4300;

#[derive(Debug, PartialEq, Eq, Hash)]
enum Constant {
    Int(u64),
    /// An integer of more than 64 bits, in digits of 32 bits, lowest first.
    Large(Vec<u32>),
    Long(String),
    Float(u64),
    Imaginary(u64),
    Bytes(Vec<u8>),
    /// A string with lone surrogates, by code points.
    Points(Vec<u32>),
    None,
    Ellipsis,
}

#[derive(Default)]
pub struct Operands<'a> {
    texts: FxHashMap<&'a str, u32>,
    constants: FxHashMap<Constant, u32>,
    seen: FxHashSet<(u32, u32)>,
    /// Row and value, in the order of their first use.
    first: Vec<(u32, u32)>,
    /// The name of each row's function.
    names: Vec<u32>,
}

impl<'a> Operands<'a> {
    pub fn new(reserved: usize) -> Self {
        Self { names: vec![MODULE_NAME; reserved], ..Self::default() }
    }

    pub fn add_function(&mut self, name: &'a str) {
        let name = self.text(name);
        self.names.push(name);
    }

    /// Whether the function of a row has this name.
    pub fn is_name(&self, row: usize, name: &str) -> bool {
        self.texts.get(name) == Some(&self.names[row])
    }

    /// Whether a value is new in its row; an expression without a value always is.
    pub fn add(&mut self, row: usize, operand: &'a Expr, source: &str) -> bool {
        let value = match operand {
            Expr::Name(name) => self.text(&name.id),
            Expr::Attribute(attribute) => self.text(&attribute.attr),
            Expr::StringLiteral(string) => match string.value.to_str() {
                text if text.contains('\u{fffd}') => self.constant(points(string, source)),
                text => self.text(text),
            },
            Expr::NumberLiteral(number) => self.constant(numeric(&number.value)),
            Expr::BooleanLiteral(boolean) => self.constant(Constant::Int(u64::from(boolean.value))),
            Expr::BytesLiteral(bytes) => self.constant(Constant::Bytes(bytes.value.bytes().collect())),
            Expr::NoneLiteral(_) => self.constant(Constant::None),
            Expr::EllipsisLiteral(_) => self.constant(Constant::Ellipsis),
            _ => return true,
        };
        let pair = (row as u32, value);
        if self.seen.insert(pair) {
            self.first.push(pair);
        }
        false
    }

    fn next(&self) -> u32 {
        (self.texts.len() + self.constants.len()) as u32
    }

    fn text(&mut self, text: &'a str) -> u32 {
        let next = self.next();
        *self.texts.entry(text).or_insert(next)
    }

    fn constant(&mut self, constant: Constant) -> u32 {
        let next = self.next();
        *self.constants.entry(constant).or_insert(next)
    }

    /// Add what functions inside count to those around them; operands are the same where their functions' names are.
    pub fn fold(&self, functions: &mut [Function], reserved: usize, module: usize) {
        let linked = linked(functions, reserved);
        let mut sets: Vec<FxHashSet<(u32, u32)>> = vec![FxHashSet::default(); functions.len()];
        for &(row, value) in &self.first {
            let (row, operand) = (row as usize, (self.names[row as usize], value));
            sets[module].insert(operand);
            if linked[row] {
                sets[row].insert(operand);
            } else if row != module {
                functions[row].halstead.distinct += 1;
            }
        }
        for row in (reserved..functions.len()).rev() {
            let (owner, operands) = (functions[row].owner, std::mem::take(&mut sets[row]));
            functions[row].halstead.distinct += operands.len() as u32;
            let counts = functions[row].halstead;
            functions[owner].halstead.add(&counts);
            if owner != module {
                merge(&mut sets[owner], operands);
            }
        }
        functions[module].halstead.distinct = sets[module].len() as u32;
    }
}

/// The functions with functions inside, and those inside.
fn linked(functions: &[Function], reserved: usize) -> Vec<bool> {
    let mut linked = vec![false; functions.len()];
    for (row, function) in functions.iter().enumerate().skip(reserved) {
        if function.owner >= reserved {
            (linked[row], linked[function.owner]) = (true, true);
        }
    }
    linked
}

/// Into the larger one, so that no chain of nested functions costs a square.
fn merge(into: &mut FxHashSet<(u32, u32)>, mut from: FxHashSet<(u32, u32)>) {
    if from.len() > into.len() {
        std::mem::swap(into, &mut from);
    }
    into.extend(from);
}

/// One number for one value: `1`, `1.0` and `0x1` are the same.
fn numeric(number: &Number) -> Constant {
    match number {
        Number::Int(int) => int.as_u64().map_or_else(|| large(&int.to_string()), Constant::Int),
        Number::Float(float) => real(*float),
        Number::Complex { imag: 0.0, .. } => Constant::Int(0),
        Number::Complex { imag, .. } => Constant::Imaginary(imag.to_bits()),
    }
}

fn real(float: f64) -> Constant {
    const BITS_64: f64 = 18_446_744_073_709_551_616.0;
    if !float.is_finite() || float.fract() != 0.0 {
        return Constant::Float(float.to_bits());
    }
    if float < BITS_64 {
        return Constant::Int(float as u64);
    }
    let bits = float.to_bits();
    let exponent = (bits >> 52) as usize - 1075;
    let mantissa = u128::from(bits & ((1 << 52) - 1) | 1 << 52) << (exponent % 32);
    let mut digits = vec![0; exponent / 32];
    digits.extend((0..3).map(|digit| (mantissa >> (32 * digit)) as u32));
    Constant::Large(trimmed(digits))
}

fn large(literal: &str) -> Constant {
    let text = literal.replace('_', "").to_ascii_lowercase();
    let (radix, digits) = match text.get(..2) {
        Some("0x") => (16, &text[2..]),
        Some("0o") => (8, &text[2..]),
        Some("0b") => (2, &text[2..]),
        _ => (10, text.as_str()),
    };
    if digits.len() > LONGEST {
        return Constant::Long(text);
    }
    let mut limbs: Vec<u32> = Vec::new();
    for digit in digits.chars().filter_map(|digit| digit.to_digit(radix)) {
        let mut carry = u64::from(digit);
        for limb in &mut limbs {
            carry += u64::from(*limb) * u64::from(radix);
            *limb = carry as u32;
            carry >>= 32;
        }
        if carry > 0 {
            limbs.push(carry as u32);
        }
    }
    Constant::Large(trimmed(limbs))
}

fn trimmed(mut limbs: Vec<u32>) -> Vec<u32> {
    while limbs.last() == Some(&0) {
        limbs.pop();
    }
    limbs
}

/// The parser writes U+FFFD for a lone surrogate; what stands in the source says which one it is.
fn points(string: &ast::ExprStringLiteral, source: &str) -> Constant {
    let mut found = Vec::new();
    for part in &string.value {
        let mut escapes = replaced(&source[part.range()]).into_iter();
        let value = part.value.chars();
        found.extend(value.map(|c| if c == '\u{fffd}' { escapes.next().unwrap_or(0xfffd) } else { u32::from(c) }));
    }
    Constant::Points(found)
}

/// The code points in a literal's source that are surrogates or U+FFFD itself.
fn replaced(literal: &str) -> Vec<u32> {
    let raw = literal.split(['"', '\'']).next().is_some_and(|prefix| prefix.contains(['r', 'R']));
    let mut found = Vec::new();
    let mut rest = literal;
    while let Some(at) = rest.find(['\\', '\u{fffd}']) {
        let (escape, literal) = (&rest[at..], rest[at..].starts_with('\u{fffd}'));
        let code = if literal {
            Some(0xfffd)
        } else if raw {
            None
        } else {
            code_point(escape)
        };
        found.extend(code.filter(|code| (0xd800..0xe000).contains(code) || *code == 0xfffd));
        let skip = if literal { 1 } else { 2 };
        rest = escape.char_indices().nth(skip).map_or("", |(next, _)| &escape[next..]);
    }
    found
}

fn code_point(escape: &str) -> Option<u32> {
    if escape.starts_with("\\N{REPLACEMENT CHARACTER}") {
        return Some(0xfffd);
    }
    let length = match escape.as_bytes().get(1)? {
        b'u' => 4,
        b'U' => 8,
        _ => return None,
    };
    u32::from_str_radix(escape.get(2..2 + length)?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_one_value_are_one() {
        assert_eq!(real(1.0), Constant::Int(1));
        assert_eq!(real(1e20), large("100_000_000_000_000_000_000"));
        assert_eq!(real(2f64.powi(200)), large(&format!("0x1{}", "0".repeat(50))));
        assert_eq!(large("0xffff_ffff_ffff_ffff_ff"), large("0XFFFFFFFFFFFFFFFFFF"));
        assert_ne!(real(0.5), real(0.25));
        assert!(matches!(real(f64::INFINITY), Constant::Float(_)));
    }

    #[test]
    fn surrogates_are_read_from_the_source() {
        assert_eq!(replaced(r"'\ud800 \\ud800 \U0000DFFF é\xe9'"), [0xd800, 0xdfff]);
        assert_eq!(replaced("'\u{fffd}\\N{REPLACEMENT CHARACTER}'"), [0xfffd, 0xfffd]);
        assert!(replaced(r"r'\ud800'").is_empty());
    }
}
