//! Names that a file imports, and names inside annotations that are written as strings.

use ruff_python_ast::statement_visitor::{self, StatementVisitor};
use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{self as ast, Expr, Stmt};
use ruff_python_parser::parse_expression;
use rustc_hash::FxHashMap;

use crate::names::Symbol;
use crate::typing;

/// Longer strings are prose, and nesting beyond this is not an annotation.
const LONGEST: usize = 1000;
const DEEPEST: u32 = 3;

/// Give each bound name of each import statement a number.
pub fn imported_names(body: &[Stmt], symbols: &mut FxHashMap<String, Symbol>) {
    Imports { symbols, depth: 0 }.visit_body(body);
}

struct Imports<'s> {
    symbols: &'s mut FxHashMap<String, Symbol>,
    depth: u32,
}

impl Imports<'_> {
    fn add(&mut self, name: &str) {
        if !self.symbols.contains_key(name) {
            let number = self.symbols.len() as Symbol;
            self.symbols.insert(name.to_owned(), number);
        }
    }
}

impl<'a> StatementVisitor<'a> for Imports<'_> {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        let names = match stmt {
            Stmt::Import(import) => &import.names,
            Stmt::ImportFrom(import) => &import.names,
            _ => {
                self.depth += 1;
                if self.depth.is_multiple_of(32) {
                    stacker::maybe_grow(256 * 1024, 4 * 1024 * 1024, || statement_visitor::walk_stmt(self, stmt));
                } else {
                    statement_visitor::walk_stmt(self, stmt);
                }
                self.depth -= 1;
                return;
            }
        };
        for alias in names {
            let name = alias.name.as_str();
            let first = name.split('.').next().unwrap_or(name);
            self.add(alias.asname.as_ref().map_or(first, |asname| asname.as_str()));
        }
    }
}

/// The known names that an annotation in a string uses; none when it does not parse.
pub fn names_in(text: &str, symbols: &FxHashMap<String, Symbol>) -> Vec<Symbol> {
    let mut found = Vec::new();
    collect(text, symbols, &mut found, 0);
    found
}

fn collect(text: &str, symbols: &FxHashMap<String, Symbol>, found: &mut Vec<Symbol>, depth: u32) {
    let text = text.trim();
    if depth > DEEPEST || text.len() > LONGEST || text.is_empty() {
        return;
    }
    if let Ok(parsed) = parse_expression(&format!("({text})")) {
        Collector { symbols, found, depth, quotes: true }.visit_expr(parsed.expr());
    }
}

struct Collector<'s> {
    symbols: &'s FxHashMap<String, Symbol>,
    found: &'s mut Vec<Symbol>,
    depth: u32,
    /// Whether a string here is an annotation again.
    quotes: bool,
}

impl Collector<'_> {
    fn unquoted(&mut self, visit: impl FnOnce(&mut Self)) {
        let before = std::mem::replace(&mut self.quotes, false);
        visit(self);
        self.quotes = before;
    }
}

impl<'a> Visitor<'a> for Collector<'_> {
    fn visit_expr(&mut self, expr: &'a Expr) {
        match expr {
            Expr::Name(name) => self.found.extend(self.symbols.get(name.id.as_str())),
            Expr::StringLiteral(string) if self.quotes => {
                collect(string.value.to_str(), self.symbols, self.found, self.depth + 1);
            }
            Expr::Call(_) => self.unquoted(|collector| visitor::walk_expr(collector, expr)),
            Expr::Subscript(ast::ExprSubscript { value, slice, .. }) => {
                self.visit_expr(value);
                match (typing::last_segment(value), slice.as_ref()) {
                    (Some("Literal"), _) => self.unquoted(|collector| collector.visit_expr(slice)),
                    (Some("Annotated"), Expr::Tuple(ast::ExprTuple { elts, .. })) => {
                        for (number, element) in elts.iter().enumerate() {
                            if number == 0 {
                                self.visit_expr(element);
                            } else {
                                self.unquoted(|collector| collector.visit_expr(element));
                            }
                        }
                    }
                    _ => self.visit_expr(slice),
                }
            }
            _ => visitor::walk_expr(self, expr),
        }
    }
}
