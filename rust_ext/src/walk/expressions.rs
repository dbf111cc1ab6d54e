//! Expressions: what they decide and load, and where types are written as strings.

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{self as ast, Expr, ExprContext};

use super::{NOWHERE, Place, Reading, Walker};
use crate::facts::guard;
use crate::names::{Kind, ScopeKind};
use crate::typing::{self, Slot};

impl<'a> Walker<'a> {
    pub(super) fn expression(&mut self, expr: &'a Expr) {
        match expr {
            Expr::Name(name) => match name.ctx {
                ExprContext::Load => self.load(&name.id),
                ExprContext::Store => self.bind(&name.id, Kind::Other),
                ExprContext::Del => {
                    if let Some(symbol) = self.symbol(&name.id) {
                        let conditional = self.place.guards & (guard::CONDITIONAL | guard::TYPE_CHECKING) != 0;
                        self.names.delete(self.place.scope, symbol, conditional);
                    }
                }
                ExprContext::Invalid => {}
            },
            Expr::BoolOp(operation) => {
                self.count(operation.values.len().saturating_sub(1));
                self.boolean(operation);
                visitor::walk_expr(self, expr);
            }
            Expr::BinOp(operation) => {
                self.binary(operation.op, [&operation.left, &operation.right]);
                visitor::walk_expr(self, expr);
            }
            Expr::UnaryOp(operation) => {
                self.unary(operation);
                self.visit_expr(&operation.operand);
            }
            Expr::Compare(operation) => {
                self.comparison(operation);
                visitor::walk_expr(self, expr);
            }
            Expr::If(_) => {
                self.count(1);
                visitor::walk_expr(self, expr);
            }
            Expr::ListComp(ast::ExprListComp { elt, generators, .. })
            | Expr::SetComp(ast::ExprSetComp { elt, generators, .. })
            | Expr::Generator(ast::ExprGenerator { elt, generators, .. }) => self.comprehension(generators, None, elt),
            Expr::DictComp(ast::ExprDictComp { key, value, generators, .. }) => {
                self.comprehension(generators, key.as_deref(), value);
            }
            Expr::Lambda(lambda) => self.lambda(lambda),
            Expr::Named(ast::ExprNamed { target, value, .. }) => {
                self.visit_expr(value);
                let scope = self.place.scope;
                self.place.scope = self.names.outside_generators(scope);
                self.visit_expr(target);
                self.place.scope = scope;
            }
            Expr::Call(call) => self.call(call),
            Expr::Subscript(subscript) => self.subscript(subscript),
            Expr::StringLiteral(string) => {
                if self.reading == Reading::Type {
                    self.strings.push((string, self.place));
                }
            }
            _ => visitor::walk_expr(self, expr),
        }
    }

    fn comprehension(&mut self, generators: &'a [ast::Comprehension], key: Option<&'a Expr>, value: &'a Expr) {
        let outer = self.place.scope;
        for (number, generator) in generators.iter().enumerate() {
            self.count(1 + generator.ifs.len());
            self.visit_expr(&generator.iter);
            if number == 0 {
                self.place.scope = self.names.push(ScopeKind::Generator, outer);
            }
            self.visit_expr(&generator.target);
            for condition in &generator.ifs {
                self.visit_expr(condition);
            }
        }
        if let Some(key) = key {
            self.visit_expr(key);
        }
        self.visit_expr(value);
        self.place.scope = outer;
    }

    fn lambda(&mut self, lambda: &'a ast::ExprLambda) {
        let caller = std::mem::replace(&mut self.place.caller, NOWHERE);
        if let Some(parameters) = &lambda.parameters {
            self.defaults(parameters);
        }
        let scope = self.names.push(ScopeKind::Function, self.place.scope);
        self.lambdas.push((lambda, Place { scope, ..self.place }));
        self.place.caller = caller;
    }

    fn call(&mut self, call: &'a ast::ExprCall) {
        if self.place.caller != NOWHERE
            && let Expr::Name(name) = call.func.as_ref()
            && self.operands.is_name(self.place.caller, &name.id)
        {
            self.functions[self.place.caller].recursive = true;
        }
        self.visit_expr(&call.func);
        let callable = typing::last_segment(&call.func).filter(|name| typing::takes_types(name));
        for (number, argument) in call.arguments.args.iter().enumerate() {
            self.argument(callable.map_or(Slot::Value, |name| typing::slot(name, number)), argument);
        }
        for keyword in &call.arguments.keywords {
            let name = keyword.arg.as_ref().map_or("", |name| name.as_str());
            self.argument(
                callable.map_or(Slot::Value, |callable| typing::keyword_slot(callable, name)),
                &keyword.value,
            );
        }
    }

    fn argument(&mut self, slot: Slot, argument: &'a Expr) {
        match (slot, argument) {
            (Slot::Type, _) => self.read(Reading::Type, argument),
            (Slot::Pairs, Expr::List(ast::ExprList { elts, .. }) | Expr::Tuple(ast::ExprTuple { elts, .. })) => {
                for element in elts {
                    self.pair(element);
                }
            }
            (Slot::Table, Expr::Dict(ast::ExprDict { items, .. })) => {
                for item in items {
                    if let Some(key) = &item.key {
                        self.read(Reading::Value, key);
                    }
                    self.read(Reading::Type, &item.value);
                }
            }
            _ => self.read(Reading::Value, argument),
        }
    }

    fn pair(&mut self, element: &'a Expr) {
        match element {
            Expr::List(ast::ExprList { elts, .. }) | Expr::Tuple(ast::ExprTuple { elts, .. }) if elts.len() == 2 => {
                self.read(Reading::Value, &elts[0]);
                self.read(Reading::Type, &elts[1]);
            }
            _ => self.read(Reading::Value, element),
        }
    }

    fn subscript(&mut self, subscript: &'a ast::ExprSubscript) {
        self.visit_expr(&subscript.value);
        let name = typing::last_segment(&subscript.value).unwrap_or("");
        let slice = subscript.slice.as_ref();
        if subscript.ctx != ExprContext::Load {
            return self.read(Reading::Value, slice);
        }
        match (name, slice) {
            ("Literal", _) => self.read(Reading::Literal, slice),
            ("Annotated", Expr::Tuple(ast::ExprTuple { elts, .. })) => {
                for (number, element) in elts.iter().enumerate() {
                    self.read(if number == 0 { Reading::Type } else { Reading::Value }, element);
                }
            }
            _ if typing::is_generic(name) => self.read(Reading::Type, slice),
            _ => self.visit_expr(slice),
        }
    }
}
