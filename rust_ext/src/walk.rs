//! One walk over a parsed file: functions and their complexity, imports, and which imports nothing uses.
//!
//! Bodies of functions and lambdas wait until their surroundings are known, as they do at run time.

mod cognitive;
mod definitions;
mod expressions;
mod imports;
mod operators;
mod statements;

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{self as ast, Expr, Pattern, Stmt};
use ruff_source_file::LineIndex;
use ruff_text_size::TextSize;
use rustc_hash::FxHashMap;

use crate::facts::{Facts, Function, Import};
use crate::halstead::Operands;
use crate::names::{Kind, Names, ScopeId, Symbol};
use crate::strings;

/// Nodes nested deeper than this are walked, and later dropped, on a stack of their own.
const TICK: u32 = 64;
const RED_ZONE: usize = 256 * 1024;
const NEW_STACK: usize = 4 * 1024 * 1024;

/// Nothing below this is walked; the file counts as not understood.
pub const DEEPEST: u32 = 300_000;

/// Rows before those of functions: for what nothing answers for (decorators, defaults), the code of the module, and
/// the bodies of its classes and of classes further inside.
const NOWHERE: usize = 0;
const MODULE: usize = 1;
const CLASS: usize = 2;
const INNER_CLASS: usize = 3;
const RESERVED: usize = 4;

pub struct Outcome {
    pub facts: Facts,
    pub deepest: u32,
    pub complexity: Complexity,
    /// Statements, and the further clauses of compound ones.
    pub statements: u32,
}

/// Cyclomatic complexity of a whole module, in both flavours.
pub struct Complexity {
    pub default: u32,
    pub radon: u32,
}

/// The facts of a module; `lines` are counted elsewhere.
pub fn walk(body: &[Stmt], text: &str, index: &LineIndex, stub: bool) -> Outcome {
    let mut walker = Walker::new(body, text, index, stub);
    walker.visit_body(body);
    walker.deferred();
    walker.finish()
}

#[derive(Clone, Copy, Default)]
struct Place {
    scope: ScopeId,
    row: usize,
    /// The row of the innermost function around this place, whatever class is between.
    owner: usize,
    /// The row that cognitive complexity goes to, and how deep this place is for it.
    carrier: usize,
    nesting: u32,
    /// Blocks of compound statements around this place.
    blocks: u32,
    /// The row of the function that calls itself when its name is called here.
    caller: usize,
    guards: u8,
    depth: u32,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    Value,
    Type,
    Literal,
}

struct Walker<'a> {
    text: &'a str,
    index: &'a LineIndex,
    symbols: FxHashMap<String, Symbol>,
    names: Names,
    functions: Vec<Function>,
    imports: Vec<Import>,
    starts: Vec<TextSize>,
    explicit: Vec<bool>,
    exported: Vec<Symbol>,
    prefix: String,
    place: Place,
    reading: Reading,
    forward: bool,
    postponed: bool,
    stub: bool,
    bodies: Vec<(&'a ast::StmtFunctionDef, Place)>,
    lambdas: Vec<(&'a ast::ExprLambda, Place)>,
    annotations: Vec<(&'a Expr, Place)>,
    strings: Vec<(&'a ast::ExprStringLiteral, Place)>,
    deepest: u32,
    statements: u32,
    operands: Operands<'a>,
    waiting: Vec<(&'a Expr, u32)>,
}

impl<'a> Walker<'a> {
    fn new(body: &'a [Stmt], text: &'a str, index: &'a LineIndex, stub: bool) -> Self {
        let mut symbols = FxHashMap::default();
        strings::imported_names(body, &mut symbols);
        Self {
            text,
            index,
            symbols,
            names: Names::new(stub),
            functions: vec![Function::default(); RESERVED],
            imports: Vec::new(),
            starts: Vec::new(),
            explicit: Vec::new(),
            exported: Vec::new(),
            prefix: String::new(),
            place: Place { row: MODULE, owner: MODULE, ..Place::default() },
            reading: Reading::Value,
            forward: false,
            postponed: stub,
            stub,
            bodies: Vec::new(),
            lambdas: Vec::new(),
            annotations: Vec::new(),
            strings: Vec::new(),
            deepest: 0,
            statements: 0,
            operands: Operands::new(RESERVED),
            waiting: Vec::new(),
        }
    }

    fn finish(mut self) -> Outcome {
        for symbol in std::mem::take(&mut self.exported) {
            self.names.export(symbol);
        }
        let mut unused = self.names.unused();
        unused.retain(|&import| !self.explicit[import as usize]);
        let order = by_position(&self.starts);
        self.add_nested_mccabe();
        self.add_nested_cognitive();
        self.operands.fold(&mut self.functions, RESERVED, MODULE);
        let (complexity, halstead) = (self.complexity(), self.functions[MODULE].halstead);
        let mut functions = self.functions.split_off(RESERVED);
        functions.sort_by_key(|function| function.line);
        let mut facts = Facts { functions, halstead, ..Facts::default() };
        for (new, &old) in order.iter().enumerate() {
            if unused.binary_search(&(old as u32)).is_ok() {
                facts.unused.push(new as u32);
            }
        }
        facts.imports = order.iter().map(|&old| std::mem::take(&mut self.imports[old])).collect();
        Outcome { facts, deepest: self.deepest, complexity, statements: self.statements }
    }

    fn deferred(&mut self) {
        loop {
            if let Some((def, place)) = next(&mut self.bodies) {
                self.at(place, |walker| walker.body_of(def));
            } else if let Some((lambda, place)) = next(&mut self.lambdas) {
                self.at(place, |walker| walker.lambda_body(lambda));
            } else if let Some((expr, place)) = next(&mut self.annotations) {
                self.at(place, |walker| walker.postponed_annotation(expr));
            } else if let Some((string, place)) = next(&mut self.strings) {
                self.at(place, |walker| walker.string_annotation(string));
            } else {
                return;
            }
        }
    }

    fn at(&mut self, place: Place, visit: impl FnOnce(&mut Self)) {
        self.place = place;
        self.reading = Reading::Value;
        self.forward = false;
        visit(self);
    }

    fn body_of(&mut self, def: &'a ast::StmtFunctionDef) {
        self.prefix = format!("{}.<locals>.", self.functions[self.place.row].qualname);
        self.parameters(&def.parameters);
        self.function_body(&def.body);
    }

    fn lambda_body(&mut self, lambda: &'a ast::ExprLambda) {
        if let Some(parameters) = &lambda.parameters {
            self.parameters(parameters);
        }
        self.visit_expr(&lambda.body);
    }

    fn parameters(&mut self, parameters: &'a ast::Parameters) {
        for parameter in parameters {
            self.bind(parameter.name().as_str(), Kind::Other);
        }
    }

    fn postponed_annotation(&mut self, expr: &'a Expr) {
        self.forward = true;
        self.reading = Reading::Type;
        self.visit_expr(expr);
    }

    fn string_annotation(&mut self, string: &'a ast::ExprStringLiteral) {
        for symbol in strings::names_in(string.value.to_str(), &self.symbols) {
            self.names.load_forward(self.place.scope, symbol);
        }
    }

    fn line(&self, offset: TextSize) -> u32 {
        u32::try_from(self.index.line_index(offset).get()).unwrap_or(u32::MAX)
    }

    fn symbol(&self, name: &str) -> Option<Symbol> {
        self.symbols.get(name).copied()
    }

    fn bind(&mut self, name: &str, kind: Kind) {
        if let Some(symbol) = self.symbol(name) {
            self.names.bind(self.place.scope, symbol, kind);
        }
    }

    fn load(&mut self, name: &str) {
        if let Some(symbol) = self.symbol(name) {
            if self.forward {
                self.names.load_forward(self.place.scope, symbol);
            } else {
                self.names.load(self.place.scope, symbol);
            }
        }
    }

    fn count(&mut self, decisions: usize) {
        self.count_apart(decisions, decisions);
    }

    fn count_apart(&mut self, default: usize, radon: usize) {
        let function = &mut self.functions[self.place.row];
        function.cyclomatic += default as u32;
        function.cyclomatic_radon += radon as u32;
    }

    /// Decisions of a statement, which mccabe counts too.
    fn count_mccabe(&mut self, decisions: usize) {
        self.functions[self.place.owner].mccabe += decisions as u32;
    }

    /// A function comes after the one around it, so that going backwards adds up the innermost first.
    fn add_nested_mccabe(&mut self) {
        for row in (RESERVED..self.functions.len()).rev() {
            let (owner, mccabe) = (self.functions[row].owner, self.functions[row].mccabe);
            self.functions[owner].mccabe += mccabe;
        }
    }

    /// radon knows the functions of the module and of its classes; it adds one for each of the latter.
    fn complexity(&self) -> Complexity {
        let (reserved, functions) = self.functions.split_at(RESERVED);
        let decisions = functions.iter().map(|function| function.cyclomatic - 1);
        let default = 1 + decisions.sum::<u32>() + reserved[MODULE..].iter().map(|row| row.cyclomatic).sum::<u32>();
        let known = functions.iter().map(|function| match function.parent {
            MODULE => function.cyclomatic_radon - 1,
            CLASS => function.cyclomatic_radon,
            _ => 0,
        });
        let radon = 1 + known.sum::<u32>() + reserved[MODULE].cyclomatic_radon + reserved[CLASS].cyclomatic_radon;
        Complexity { default, radon }
    }

    fn uncounted(&mut self, visit: impl FnOnce(&mut Self)) {
        let row = std::mem::replace(&mut self.place.row, NOWHERE);
        visit(self);
        self.place.row = row;
    }

    fn guarded(&mut self, bits: u8, visit: impl FnOnce(&mut Self)) {
        let guards = self.place.guards;
        self.place.guards |= bits;
        visit(self);
        self.place.guards = guards;
    }

    fn read(&mut self, reading: Reading, expr: &'a Expr) {
        let before = std::mem::replace(&mut self.reading, reading);
        self.visit_expr(expr);
        self.reading = before;
    }

    fn deeper(&mut self, visit: impl FnOnce(&mut Self)) {
        self.place.depth += 1;
        self.deepest = self.deepest.max(self.place.depth);
        if self.place.depth >= DEEPEST {
            // Not understood, see DEEPEST.
        } else if self.place.depth.is_multiple_of(TICK) {
            stacker::maybe_grow(RED_ZONE, NEW_STACK, || visit(self));
        } else {
            visit(self);
        }
        self.place.depth -= 1;
    }
}

impl<'a> Visitor<'a> for Walker<'a> {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        self.deeper(|walker| walker.statement(stmt));
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        self.deeper(|walker| walker.expression(expr));
    }

    fn visit_annotation(&mut self, expr: &'a Expr) {
        if self.postponed {
            self.annotations.push((expr, self.place));
        } else {
            self.read(Reading::Type, expr);
        }
    }

    fn visit_pattern(&mut self, pattern: &'a Pattern) {
        let name = match pattern {
            Pattern::MatchAs(ast::PatternMatchAs { name, .. })
            | Pattern::MatchStar(ast::PatternMatchStar { name, .. }) => name,
            Pattern::MatchMapping(ast::PatternMatchMapping { rest, .. }) => rest,
            _ => &None,
        };
        if let Some(name) = name {
            self.bind(name.as_str(), Kind::Other);
        }
        self.deeper(|walker| visitor::walk_pattern(walker, pattern));
    }
}

fn function(qualname: String, lines: (u32, u32), parameters: u32, place: &Place) -> Function {
    let (line, end_line) = lines;
    Function {
        qualname,
        line,
        end_line,
        cyclomatic: 1,
        cyclomatic_radon: 1,
        mccabe: 1,
        parameters,
        owner: place.owner,
        parent: place.row,
        carrier: (place.carrier, place.nesting),
        ..Function::default()
    }
}

fn next<T>(queue: &mut Vec<T>) -> Option<T> {
    queue.pop()
}

fn by_position(starts: &[TextSize]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..starts.len()).collect();
    order.sort_by_key(|&number| starts[number]);
    order
}
