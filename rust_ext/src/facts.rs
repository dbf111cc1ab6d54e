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

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Function {
    pub qualname: String,
    pub line: u32,
    pub end_line: u32,
    pub cyclomatic: u32,
    pub cyclomatic_radon: u32,
    /// Statements only, with those of the functions inside; mccabe's way of counting.
    pub mccabe: u32,
    pub parameters: u32,
    /// The row of the function that `mccabe` adds this one to; 0 for none.
    pub owner: usize,
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

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    pub lines: u32,
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
