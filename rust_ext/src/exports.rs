//! The names that `__all__` lists.

use ruff_python_ast::{self as ast, Expr};
use rustc_hash::FxHashMap;

use crate::names::Symbol;

/// Every known name among the strings of a list, tuple, sum of such, or call such as `list([...])`.
pub fn strings(value: &Expr, symbols: &FxHashMap<String, Symbol>, found: &mut Vec<Symbol>) {
    match value {
        Expr::StringLiteral(string) => found.extend(symbols.get(string.value.to_str())),
        Expr::List(ast::ExprList { elts, .. })
        | Expr::Tuple(ast::ExprTuple { elts, .. })
        | Expr::Set(ast::ExprSet { elts, .. }) => elts.iter().for_each(|element| strings(element, symbols, found)),
        Expr::BinOp(_) => sum(value, symbols, found),
        Expr::Starred(starred) => strings(&starred.value, symbols, found),
        Expr::Call(call) => call.arguments.args.iter().for_each(|argument| strings(argument, symbols, found)),
        _ => {}
    }
}

/// A long sum leans to the left, so that side is a loop.
fn sum(value: &Expr, symbols: &FxHashMap<String, Symbol>, found: &mut Vec<Symbol>) {
    let mut left = value;
    while let Expr::BinOp(operation) = left {
        if !matches!(operation.right.as_ref(), Expr::BinOp(_)) {
            strings(&operation.right, symbols, found);
        }
        left = &operation.left;
    }
    strings(left, symbols, found);
}
