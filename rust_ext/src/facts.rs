//! What one file contains, as plain columns; no Python here.

use crate::noqa::Allowance;

/// Under which circumstances a statement runs, one bit each.
pub mod guard {
    pub const TYPE_CHECKING: u8 = 1;
    pub const LAZY: u8 = 2;
    pub const CONDITIONAL: u8 = 4;
    pub const TRY: u8 = 8;
    pub const NAMES: [(u8, &str); 4] =
        [(TYPE_CHECKING, "type_checking"), (LAZY, "lazy"), (CONDITIONAL, "conditional"), (TRY, "try")];
    /// An import under one of these does not run when the module is imported.
    pub const NOT_AT_IMPORT: u8 = TYPE_CHECKING | LAZY;
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Function {
    pub qualname: String,
    pub line: u32,
    pub end_line: u32,
    pub cyclomatic: u32,
    pub cyclomatic_radon: u32,
    /// Statements only, with those of the functions inside; mccabe's way of counting.
    pub mccabe: u32,
    pub parameters: u32,
    pub cognitive: u32,
    /// How many of the increments of `cognitive` grow with the nesting around the function.
    pub nested: u32,
    /// How deep its blocks nest.
    pub nesting: u32,
    pub halstead: Halstead,
    /// The row of the innermost function around it, whatever class is between.
    pub owner: usize,
    /// The row that its statement counts for: a function's, the module's or a class's.
    pub parent: usize,
    /// The row whose cognitive complexity has a share in this one's, and how deep it stands there.
    pub carrier: (usize, u32),
    pub recursive: bool,
}

/// Halstead's counts; `operators` has one bit for each kind that occurs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Halstead {
    pub operators: u32,
    pub n1: u32,
    pub n2: u32,
    /// Operands with a value, each value once.
    pub distinct: u32,
    /// Operands without one, each an operand of its own.
    pub nameless: u32,
}

impl Halstead {
    pub fn h1(&self) -> u32 {
        self.operators.count_ones()
    }

    pub fn h2(&self) -> u32 {
        self.distinct + self.nameless
    }

    /// Take in all but the distinct operands, some of which may be known.
    pub fn add(&mut self, inner: &Self) {
        self.operators |= inner.operators;
        self.n1 += inner.n1;
        self.n2 += inner.n2;
        self.nameless += inner.nameless;
    }
}

/// Lines of a module by kind; `sloc + multi + blank + single_comments == loc`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Raw {
    pub loc: u32,
    pub lloc: u32,
    pub sloc: u32,
    pub comments: u32,
    pub multi: u32,
    pub blank: u32,
    pub single_comments: u32,
}

/// One imported name; `name` is `None` for `import module`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Import {
    pub line: u32,
    /// Where its statement starts.
    pub statement: u32,
    pub module: String,
    pub name: Option<String>,
    pub bound: String,
    pub level: u32,
    pub guards: u8,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Facts {
    pub lines: u32,
    /// None where radon gives up on the file.
    pub raw: Option<Raw>,
    pub halstead: Halstead,
    pub maintainability: Option<f64>,
    pub functions: Vec<Function>,
    pub imports: Vec<Import>,
    /// Indices into `imports`.
    pub unused: Vec<u32>,
    pub conflicts: Vec<u32>,
    pub allowances: Vec<Allowance>,
}

/// A file as the scan left it: with facts, or with the reason why there are none.
#[derive(Debug, Clone)]
pub struct File {
    pub path: String,
    pub facts: Facts,
    pub skipped: Option<String>,
    pub python: bool,
}
