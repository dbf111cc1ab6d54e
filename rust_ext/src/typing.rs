//! Where types are written: which subscripts and calls take them, and what `if TYPE_CHECKING` guards.

use ruff_python_ast::{self as ast, CmpOp, Expr, UnaryOp};

use crate::facts::guard;

/// What an argument of a call is: a value, a type, pairs of name and type, or a dict of types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slot {
    Value,
    Type,
    Pairs,
    Table,
}

/// `c` of `a.b.c`, `name` of a bare name.
pub fn last_segment(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::Name(name) => Some(name.id.as_str()),
        Expr::Attribute(attribute) => Some(attribute.attr.as_str()),
        _ => None,
    }
}

pub fn takes_types(callable: &str) -> bool {
    matches!(callable, "cast" | "NewType" | "TypeVar" | "TypeAliasType" | "NamedTuple" | "TypedDict")
}

pub fn slot(callable: &str, number: usize) -> Slot {
    match (callable, number) {
        ("cast", 0) | ("NewType" | "TypeAliasType", 1) | ("TypeVar", 1..) => Slot::Type,
        ("NamedTuple", 1..) => Slot::Pairs,
        ("TypedDict", 1..) => Slot::Table,
        _ => Slot::Value,
    }
}

pub fn keyword_slot(callable: &str, name: &str) -> Slot {
    match (callable, name) {
        ("cast", "typ") | ("NewType", "tp") | ("TypeVar", "bound" | "default") => Slot::Type,
        ("TypeAliasType", "value" | "type_params") | ("TypedDict", _) => Slot::Type,
        ("NamedTuple", "") => Slot::Table,
        ("NamedTuple", _) => Slot::Type,
        _ => Slot::Value,
    }
}

/// Names of the standard library that are subscripted with types.
pub fn is_generic(name: &str) -> bool {
    GENERICS.binary_search(&name).is_ok()
}

#[rustfmt::skip]
const GENERICS: [&str; 67] = [
    "AbstractAsyncContextManager", "AbstractContextManager", "AbstractSet", "AsyncContextManager",
    "AsyncGenerator", "AsyncIterable", "AsyncIterator", "Awaitable", "BinaryIO", "ByteString", "Callable",
    "ChainMap", "ClassVar", "Collection", "Concatenate", "Container", "ContextManager", "Coroutine", "Counter",
    "DefaultDict", "Deque", "Dict", "Final", "FrozenSet", "Generator", "Generic", "IO", "ItemsView", "Iterable",
    "Iterator", "KeysView", "List", "Mapping", "MappingView", "Match", "MutableMapping", "MutableSequence",
    "MutableSet", "NotRequired", "Optional", "OrderedDict", "Pattern", "ReadOnly", "Required", "Reversible",
    "Sequence", "Set", "TextIO", "Tuple", "Type", "TypeForm", "TypeGuard", "TypeIs", "Union", "Unpack",
    "ValuesView", "WeakKeyDictionary", "WeakSet", "WeakValueDictionary", "defaultdict", "deque", "dict",
    "frozenset", "list", "set", "tuple", "type",
];

/// The guards of the body of `if test:` and of its other branches.
pub fn guards_of(test: &Expr) -> (u8, u8) {
    if is_type_checking(test) {
        return (guard::TYPE_CHECKING, guard::CONDITIONAL);
    }
    if let Expr::UnaryOp(ast::ExprUnaryOp { op: UnaryOp::Not, operand, .. }) = test
        && is_type_checking(operand)
    {
        return (guard::CONDITIONAL, guard::TYPE_CHECKING);
    }
    (if is_main(test) { guard::LAZY } else { guard::CONDITIONAL }, guard::CONDITIONAL)
}

/// `__name__ == "__main__"`, whose body an import does not run.
fn is_main(test: &Expr) -> bool {
    let Expr::Compare(ast::ExprCompare { left, ops, comparators, .. }) = test else { return false };
    matches!((ops.as_ref(), comparators.as_ref()), ([CmpOp::Eq], [Expr::StringLiteral(name)]) if name.value.to_str() == "__main__")
        && matches!(left.as_ref(), Expr::Name(name) if name.id.as_str() == "__name__")
}

fn is_type_checking(test: &Expr) -> bool {
    match test {
        Expr::BoolOp(ast::ExprBoolOp { op: ast::BoolOp::And, values, .. }) => values.iter().any(is_type_checking),
        _ => last_segment(test) == Some("TYPE_CHECKING"),
    }
}

#[cfg(test)]
mod tests {
    use super::GENERICS;

    #[test]
    fn generics_are_sorted() {
        assert!(GENERICS.is_sorted());
    }
}
