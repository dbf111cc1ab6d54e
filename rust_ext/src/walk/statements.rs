//! Statements: what they decide, bind and guard.

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{self as ast, ExceptHandler, Expr, Pattern, Stmt};

use super::{Reading, Walker};
use crate::facts::guard;
use crate::names::Kind;
use crate::typing;

impl<'a> Walker<'a> {
    pub(super) fn statement(&mut self, stmt: &'a Stmt) {
        self.statements += 1;
        match stmt {
            Stmt::FunctionDef(def) => self.function_def(def),
            Stmt::ClassDef(class) => self.class_def(class),
            Stmt::Import(import) => self.import(import),
            Stmt::ImportFrom(import) => self.import_from(import),
            Stmt::If(branch) => self.if_stmt(branch),
            Stmt::For(each) => {
                self.loop_head(&each.iter, &each.orelse);
                self.visit_expr(&each.iter);
                self.visit_expr(&each.target);
                self.block(&each.body, true);
                self.orelse(&each.orelse);
            }
            Stmt::While(repeat) => {
                self.loop_head(&repeat.test, &repeat.orelse);
                self.guarded(guard::CONDITIONAL, |walker| {
                    walker.visit_expr(&repeat.test);
                    walker.block(&repeat.body, true);
                    walker.orelse(&repeat.orelse);
                });
            }
            Stmt::With(with) => {
                for item in &with.items {
                    self.weigh(&item.context_expr);
                    self.visit_with_item(item);
                }
                self.block(&with.body, false);
            }
            Stmt::Try(attempt) => self.try_stmt(attempt),
            Stmt::Match(choice) => self.match_stmt(choice),
            Stmt::Return(ast::StmtReturn { value: Some(value), .. }) => {
                self.weigh(value);
                self.visit_expr(value);
            }
            Stmt::Raise(ast::StmtRaise { exc, cause, .. }) => {
                for value in exc.iter().chain(cause) {
                    self.weigh(value);
                    self.visit_expr(value);
                }
            }
            Stmt::Assert(ast::StmtAssert { test, msg, .. }) => {
                self.count(1);
                self.weigh(test);
                msg.iter().for_each(|message| self.weigh(message));
                self.uncounted(|walker| visitor::walk_stmt(walker, stmt));
            }
            Stmt::Global(ast::StmtGlobal { names, .. }) => {
                for symbol in names.iter().filter_map(|name| self.symbols.get(name.as_str())) {
                    if self.place.scope != 0 {
                        self.names.global(self.place.scope, *symbol);
                    }
                }
            }
            Stmt::Nonlocal(ast::StmtNonlocal { names, .. }) => {
                for symbol in names.iter().filter_map(|name| self.symbols.get(name.as_str())) {
                    if self.place.scope != 0 {
                        self.names.nonlocal(self.place.scope, *symbol);
                    }
                }
            }
            Stmt::Assign(ast::StmtAssign { targets, value, .. }) => {
                self.weigh(value);
                self.visit_expr(value);
                for target in targets {
                    self.visit_expr(target);
                    self.export(target, value);
                }
            }
            Stmt::AugAssign(ast::StmtAugAssign { target, op, value, .. }) => {
                self.weigh(value);
                self.binary(*op, [target, value]);
                self.visit_expr(value);
                if let Expr::Name(name) = target.as_ref() {
                    self.load(&name.id);
                }
                self.visit_expr(target);
                self.export(target, value);
            }
            Stmt::AnnAssign(assign) => self.ann_assign(assign),
            Stmt::TypeAlias(alias) => self.type_alias(alias),
            Stmt::Expr(ast::StmtExpr { value, .. }) => {
                self.export_call(value);
                self.weigh(value);
                self.visit_expr(value);
            }
            _ => visitor::walk_stmt(self, stmt),
        }
    }

    fn loop_head(&mut self, control: &'a Expr, orelse: &[Stmt]) {
        self.count(1 + usize::from(!orelse.is_empty()));
        self.count_mccabe(1);
        self.structure();
        self.weigh(control);
    }

    /// What else a loop or an attempt does, an own clause where there is one.
    fn orelse(&mut self, body: &'a [Stmt]) {
        self.statements += u32::from(!body.is_empty());
        self.block(body, false);
    }

    fn if_stmt(&mut self, branch: &'a ast::StmtIf) {
        let elifs = branch.elif_else_clauses.iter().filter(|clause| clause.test.is_some()).count();
        self.count(1 + elifs);
        self.count_mccabe(1 + elifs);
        self.structure();
        self.flat(branch.elif_else_clauses.len() as u32);
        self.statements += branch.elif_else_clauses.len() as u32;
        self.weigh(&branch.test);
        self.visit_expr(&branch.test);
        let (body, other) = typing::guards_of(&branch.test);
        self.guarded(body, |walker| walker.block(&branch.body, true));
        let mut other = other;
        for clause in &branch.elif_else_clauses {
            let mut bits = other;
            if let Some(test) = &clause.test {
                self.weigh(test);
                self.visit_expr(test);
                let (here, later) = typing::guards_of(test);
                bits |= here;
                other |= later;
            }
            self.guarded(bits, |walker| walker.block(&clause.body, true));
        }
    }

    fn try_stmt(&mut self, attempt: &'a ast::StmtTry) {
        let decisions = attempt.handlers.len() + usize::from(!attempt.orelse.is_empty());
        // radon does not know the node of `try ... except*`, which handles exceptions all the same.
        self.count_apart(decisions, if attempt.is_star { 0 } else { decisions });
        self.count_mccabe(decisions);
        let bits = if attempt.handlers.is_empty() { 0 } else { guard::TRY };
        self.guarded(bits, |walker| {
            walker.block(&attempt.body, false);
            for handler in &attempt.handlers {
                walker.handler(handler);
            }
            walker.orelse(&attempt.orelse);
        });
        self.orelse(&attempt.finalbody);
    }

    fn handler(&mut self, handler: &'a ExceptHandler) {
        let ExceptHandler::ExceptHandler(ast::ExceptHandlerExceptHandler { name, type_, body, .. }) = handler;
        self.structure();
        self.statements += 1;
        type_.iter().for_each(|kind| self.visit_expr(kind));
        let symbol = name.as_ref().and_then(|name| self.symbol(name.as_str()));
        let Some(symbol) = symbol else {
            return self.block(body, true);
        };
        let before = self.names.lookup(self.place.scope, symbol);
        self.names.bind(self.place.scope, symbol, Kind::Other);
        self.block(body, true);
        self.names.bind(self.place.scope, symbol, Kind::Unbound(before));
    }

    fn match_stmt(&mut self, choice: &'a ast::StmtMatch) {
        let cases = &choice.cases;
        let default = cases.iter().any(|case| case.guard.is_none() && irrefutable(&case.pattern));
        let radon = cases
            .iter()
            .any(|case| matches!(&case.pattern, Pattern::MatchAs(ast::PatternMatchAs { pattern: None, .. })));
        self.count_apart(
            cases.len().saturating_sub(usize::from(default)),
            cases.len().saturating_sub(usize::from(radon)),
        );
        self.count_mccabe(cases.len().saturating_sub(usize::from(default)));
        self.structure();
        self.statements += cases.len() as u32;
        self.guarded(guard::CONDITIONAL, |walker| {
            walker.visit_expr(&choice.subject);
            for case in cases {
                walker.visit_pattern(&case.pattern);
                case.guard.iter().for_each(|condition| walker.visit_expr(condition));
                walker.block(&case.body, true);
            }
        });
    }

    fn ann_assign(&mut self, assign: &'a ast::StmtAnnAssign) {
        self.visit_annotation(&assign.annotation);
        if let Some(value) = &assign.value {
            self.weigh(value);
            let alias = typing::last_segment(&assign.annotation) == Some("TypeAlias");
            self.read(if alias { Reading::Type } else { Reading::Value }, value);
        }
        match (assign.target.as_ref(), &assign.value) {
            (Expr::Name(name), None) => self.bind(&name.id, Kind::Annotation),
            (target, value) => {
                self.visit_expr(target);
                if let Some(value) = value {
                    self.export(target, value);
                }
            }
        }
    }

    fn type_alias(&mut self, alias: &'a ast::StmtTypeAlias) {
        let outer = self.place.scope;
        self.type_params(alias.type_params.as_deref());
        self.read(Reading::Type, &alias.value);
        self.place.scope = outer;
        self.visit_expr(&alias.name);
    }
}

/// A pattern that always matches: a name, `_`, or alternatives of which one is such a pattern.
fn irrefutable(pattern: &Pattern) -> bool {
    match pattern {
        Pattern::MatchAs(ast::PatternMatchAs { pattern, .. }) => pattern.as_deref().is_none_or(irrefutable),
        Pattern::MatchOr(ast::PatternMatchOr { patterns, .. }) => patterns.iter().any(irrefutable),
        _ => false,
    }
}
