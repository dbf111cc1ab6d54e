//! Halstead's operators, counted where they stand.

use ruff_python_ast::{self as ast, BoolOp, CmpOp, Expr, Operator, UnaryOp};

use super::{NOWHERE, Walker};

const UNARY: u32 = 13;
const BOOLEAN: u32 = 17;
const COMPARISON: u32 = 19;

impl<'a> Walker<'a> {
    pub(super) fn binary(&mut self, operator: Operator, operands: [&'a Expr; 2]) {
        self.operator(bit(operator), 1);
        self.operands(operands);
    }

    pub(super) fn unary(&mut self, operation: &'a ast::ExprUnaryOp) {
        self.operator(1 << (UNARY + unary(operation.op)), 1);
        self.operands([&*operation.operand]);
    }

    pub(super) fn boolean(&mut self, operation: &'a ast::ExprBoolOp) {
        self.operator(1 << (BOOLEAN + u32::from(operation.op == BoolOp::Or)), 1);
        self.operands(&operation.values);
    }

    pub(super) fn comparison(&mut self, operation: &'a ast::ExprCompare) {
        let kinds = operation.ops.iter().fold(0, |kinds, &operator| kinds | 1 << (COMPARISON + comparison(operator)));
        self.operator(kinds, operation.ops.len());
        self.operands(operation.comparators.iter().chain([&*operation.left]));
    }

    fn operator(&mut self, kinds: u32, count: usize) {
        let counts = &mut self.functions[self.place.owner].halstead;
        counts.operators |= kinds;
        counts.n1 += count as u32;
    }

    fn operands(&mut self, operands: impl IntoIterator<Item = &'a Expr>) {
        let row = self.place.owner;
        if row == NOWHERE {
            return;
        }
        for operand in operands {
            let nameless = self.operands.add(row, operand, self.text);
            let counts = &mut self.functions[row].halstead;
            counts.n2 += 1;
            counts.nameless += u32::from(nameless);
        }
    }
}

fn bit(operator: Operator) -> u32 {
    1 << match operator {
        Operator::Add => 0,
        Operator::Sub => 1,
        Operator::Mult => 2,
        Operator::MatMult => 3,
        Operator::Div => 4,
        Operator::Mod => 5,
        Operator::Pow => 6,
        Operator::LShift => 7,
        Operator::RShift => 8,
        Operator::BitOr => 9,
        Operator::BitXor => 10,
        Operator::BitAnd => 11,
        Operator::FloorDiv => 12,
    }
}

fn unary(operator: UnaryOp) -> u32 {
    match operator {
        UnaryOp::Invert => 0,
        UnaryOp::Not => 1,
        UnaryOp::UAdd => 2,
        UnaryOp::USub => 3,
    }
}

fn comparison(operator: CmpOp) -> u32 {
    match operator {
        CmpOp::Eq => 0,
        CmpOp::NotEq => 1,
        CmpOp::Lt => 2,
        CmpOp::LtE => 3,
        CmpOp::Gt => 4,
        CmpOp::GtE => 5,
        CmpOp::Is => 6,
        CmpOp::IsNot => 7,
        CmpOp::In => 8,
        CmpOp::NotIn => 9,
    }
}
