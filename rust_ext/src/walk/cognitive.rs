//! Cognitive complexity: what a reader must keep in mind, more for what is nested deeper.

use ruff_python_ast::{self as ast, BoolOp, Expr, Stmt};

use super::{NOWHERE, Walker};

impl<'a> Walker<'a> {
    /// An increment that does not grow with the nesting.
    pub(super) fn flat(&mut self, increment: u32) {
        let function = &mut self.functions[self.place.carrier];
        function.cognitive = function.cognitive.saturating_add(increment);
    }

    fn nested(&mut self, nesting: u32) {
        self.flat(1 + nesting);
        self.functions[self.place.carrier].nested += 1;
    }

    pub(super) fn structure(&mut self) {
        self.nested(self.place.nesting);
    }

    /// Visit the block of a compound statement.
    pub(super) fn block(&mut self, body: &'a [Stmt], deeper: bool) {
        let before = (self.place.nesting, self.place.blocks);
        self.place.nesting += u32::from(deeper);
        self.place.blocks += 1;
        let function = &mut self.functions[self.place.owner];
        function.nesting = function.nesting.max(self.place.blocks);
        ruff_python_ast::visitor::Visitor::visit_body(self, body);
        (self.place.nesting, self.place.blocks) = before;
    }

    /// The body of a function: a function directly inside is nested, but for one that is merely returned.
    pub(super) fn function_body(&mut self, body: &'a [Stmt]) {
        let decorator = matches!(body, [Stmt::FunctionDef(_), Stmt::Return(_)]);
        let carrier = self.place.carrier;
        for stmt in body {
            let inner = matches!(stmt, Stmt::FunctionDef(_));
            self.place.nesting = u32::from(inner && !decorator);
            self.place.carrier = if decorator && !inner { NOWHERE } else { carrier };
            ruff_python_ast::visitor::Visitor::visit_stmt(self, stmt);
        }
    }

    /// The body of a class: of its statements only the functions count for the function around it.
    pub(super) fn class_body(&mut self, body: &'a [Stmt]) {
        let carrier = self.place.carrier;
        for stmt in body {
            self.place.carrier = if matches!(stmt, Stmt::FunctionDef(_)) { carrier } else { NOWHERE };
            ruff_python_ast::visitor::Visitor::visit_stmt(self, stmt);
        }
        self.place.carrier = carrier;
    }

    /// Conditional expressions, comprehensions and boolean operators, where they stand as a value or an argument.
    pub(super) fn weigh(&mut self, expr: &'a Expr) {
        if self.place.carrier == NOWHERE {
            return;
        }
        let mut waiting = std::mem::take(&mut self.waiting);
        waiting.push((expr, self.place.nesting));
        while let Some((expr, nesting)) = waiting.pop() {
            let mut push = |expr: &'a Expr| waiting.push((expr, nesting));
            match expr {
                Expr::BoolOp(_) => self.flat(1 + alternations(expr)),
                Expr::UnaryOp(_) => self.flat(alternations(expr)),
                Expr::Compare(compare) => {
                    push(&compare.left);
                    compare.comparators.iter().for_each(push);
                }
                Expr::If(choice) => {
                    push(&choice.test);
                    waiting.extend([(&*choice.body, nesting + 1), (&*choice.orelse, nesting + 1)]);
                    self.nested(nesting);
                }
                Expr::Lambda(lambda) => waiting.push((&lambda.body, nesting + 1)),
                Expr::Call(call) => call.arguments.args.iter().for_each(push),
                Expr::Tuple(ast::ExprTuple { elts, .. })
                | Expr::List(ast::ExprList { elts, .. })
                | Expr::Set(ast::ExprSet { elts, .. }) => elts.iter().for_each(push),
                Expr::Dict(dict) => dict.items.iter().for_each(|item| push(&item.value)),
                Expr::ListComp(ast::ExprListComp { elt, generators, .. })
                | Expr::SetComp(ast::ExprSetComp { elt, generators, .. })
                | Expr::Generator(ast::ExprGenerator { elt, generators, .. }) => {
                    waiting.push((elt, nesting + 1));
                    self.generators(generators, nesting, &mut waiting);
                }
                Expr::DictComp(ast::ExprDictComp { key, value, generators, .. }) => {
                    waiting.extend(key.iter().map(|key| (&**key, nesting + 1)));
                    waiting.push((value, nesting + 1));
                    self.generators(generators, nesting, &mut waiting);
                }
                _ => {}
            }
        }
        self.waiting = waiting;
    }

    fn generators(&mut self, generators: &'a [ast::Comprehension], nesting: u32, waiting: &mut Vec<(&'a Expr, u32)>) {
        for generator in generators {
            self.nested(nesting);
            self.flat(generator.ifs.len() as u32);
            waiting.push((&generator.iter, nesting));
            waiting.extend(generator.ifs.iter().map(|condition| (condition, nesting + 1)));
        }
    }

    /// Give functions around others their share, the innermost first, then count recursion.
    pub(super) fn add_nested_cognitive(&mut self) {
        for row in (super::RESERVED..self.functions.len()).rev() {
            let function = &self.functions[row];
            let (nested, (carrier, depth)) = (function.nested, function.carrier);
            let share = function.cognitive.saturating_add(depth.saturating_mul(nested));
            let outer = &mut self.functions[carrier];
            outer.cognitive = outer.cognitive.saturating_add(share);
            outer.nested = outer.nested.saturating_add(nested);
            self.functions[row].cognitive += u32::from(self.functions[row].recursive);
        }
    }
}

/// The boolean operators inside one that differ from what they stand in: another operator, or a negation.
fn alternations(expr: &Expr) -> u32 {
    let mut found = 0;
    let mut waiting = vec![expr];
    while let Some(outer) = waiting.pop() {
        for operand in operands(outer).iter().filter(|operand| is_operator(operand)) {
            found += u32::from(matches!(operand, Expr::BoolOp(_)) && operator(operand) != operator(outer));
            waiting.push(operand);
        }
    }
    found
}

fn operator(expr: &Expr) -> Option<BoolOp> {
    match expr {
        Expr::BoolOp(operation) => Some(operation.op),
        _ => None,
    }
}

fn is_operator(expr: &Expr) -> bool {
    matches!(expr, Expr::BoolOp(_) | Expr::UnaryOp(_))
}

fn operands(expr: &Expr) -> &[Expr] {
    match expr {
        Expr::BoolOp(operation) => &operation.values,
        Expr::UnaryOp(operation) => std::slice::from_ref(&*operation.operand),
        _ => &[],
    }
}
