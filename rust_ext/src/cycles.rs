//! Imports resolved to the files of the repository, and which of them lie on a cycle.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::facts::{File, Import, guard};

/// An import of `from` that runs when it is imported and that loads `to`; indices into the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    pub from: u32,
    pub to: u32,
    pub line: u32,
    /// Edges of one cycle share this number: the smallest index of its files.
    pub cycle: u32,
}

/// The edges between files that reach one another, by cycle, then by file and line.
pub fn cyclic_edges(files: &[File]) -> Vec<Edge> {
    let tree = Tree::new(files);
    let mut edges = tree.edges(files);
    let components = components(files.len(), &edges);
    edges.retain(|edge| edge.from != edge.to && components[edge.from as usize] == components[edge.to as usize]);
    for edge in &mut edges {
        edge.cycle = components[edge.from as usize];
    }
    edges.sort_unstable_by_key(|edge| (edge.cycle, edge.from, edge.line, edge.to));
    edges.dedup();
    edges
}

struct Tree<'a> {
    files: FxHashMap<&'a str, u32>,
    /// Folders that hold a regular package, by that package's name.
    roots: FxHashMap<&'a str, Vec<&'a str>>,
    packages: FxHashSet<&'a str>,
}

impl<'a> Tree<'a> {
    fn new(files: &'a [File]) -> Self {
        let mut tree =
            Self { files: FxHashMap::default(), roots: FxHashMap::default(), packages: FxHashSet::default() };
        for (number, file) in files.iter().enumerate().filter(|(_, file)| file.path.ends_with(".py")) {
            tree.files.insert(&file.path, number as u32);
            let (folder, name) = split(&file.path);
            if name == "__init__.py" && !folder.is_empty() {
                tree.packages.insert(folder);
            }
        }
        let mut packages: Vec<&str> = tree.packages.iter().copied().collect();
        packages.sort_unstable();
        for package in packages {
            let (parent, name) = split(package);
            if !tree.packages.contains(parent) {
                tree.roots.entry(name).or_default().push(parent);
            }
        }
        tree
    }

    fn edges(&self, files: &[File]) -> Vec<Edge> {
        let mut edges = Vec::new();
        for (number, file) in files.iter().enumerate().filter(|(_, file)| file.path.ends_with(".py")) {
            let root = self.source_root(&file.path);
            let at_import = |import: &&Import| import.guards & guard::NOT_AT_IMPORT == 0;
            for import in file.facts.imports.iter().filter(at_import) {
                if let Some(to) = self.target(import, &file.path, root) {
                    edges.push(Edge { from: number as u32, to, line: import.line, cycle: 0 });
                }
            }
        }
        edges
    }

    /// The folder above the outermost regular package of a file.
    fn source_root(&self, path: &'a str) -> &'a str {
        let mut folder = split(path).0;
        while self.packages.contains(folder) {
            folder = split(folder).0;
        }
        folder
    }

    fn target(&self, import: &Import, path: &str, root: &str) -> Option<u32> {
        if import.level > 0 {
            let mut folder = split(path).0;
            for _ in 1..import.level {
                folder = if folder.is_empty() { return None } else { split(folder).0 };
            }
            return self.member(folder, &import.module, import.name.as_deref());
        }
        let first = import.module.split('.').next().unwrap_or("");
        let known = self.roots.get(first).map_or(&[][..], Vec::as_slice);
        let likely = [root, "", "src"];
        likely.iter().chain(known).find_map(|root| self.member(root, &import.module, import.name.as_deref()))
    }

    /// The module that `from module import name` loads last: the submodule of that name, else the module.
    fn member(&self, folder: &str, module: &str, name: Option<&str>) -> Option<u32> {
        let base = join(folder, &module.replace('.', "/"));
        let submodule = name.filter(|name| *name != "*").and_then(|name| self.module(&join(&base, name)));
        submodule.or_else(|| self.module(&base))
    }

    fn module(&self, base: &str) -> Option<u32> {
        let package = join(base, "__init__.py");
        self.files.get(package.as_str()).or_else(|| self.files.get(format!("{base}.py").as_str())).copied()
    }
}

fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() || name.is_empty() { format!("{folder}{name}") } else { format!("{folder}/{name}") }
}

/// For each node the smallest node of its strongly connected component (Tarjan, without recursion).
fn components(count: usize, edges: &[Edge]) -> Vec<u32> {
    let mut next: Vec<Vec<u32>> = vec![Vec::new(); count];
    for edge in edges {
        next[edge.from as usize].push(edge.to);
    }
    Search::new(count).run(&next)
}

struct Search {
    order: Vec<u32>,
    low: Vec<u32>,
    component: Vec<u32>,
    stack: Vec<u32>,
    clock: u32,
}

const UNSEEN: u32 = u32::MAX;

impl Search {
    fn new(count: usize) -> Self {
        Self {
            order: vec![UNSEEN; count],
            low: vec![0; count],
            component: vec![UNSEEN; count],
            stack: Vec::new(),
            clock: 0,
        }
    }

    fn run(mut self, next: &[Vec<u32>]) -> Vec<u32> {
        for node in 0..next.len() as u32 {
            if self.order[node as usize] == UNSEEN {
                self.visit(node, next);
            }
        }
        self.component
    }

    fn visit(&mut self, start: u32, next: &[Vec<u32>]) {
        let mut path = vec![(self.enter(start), 0usize)];
        while let Some((node, edge)) = path.last_mut() {
            let node = *node;
            if let Some(&to) = next[node as usize].get(*edge) {
                *edge += 1;
                if self.order[to as usize] == UNSEEN {
                    path.push((self.enter(to), 0));
                } else if self.component[to as usize] == UNSEEN {
                    self.low[node as usize] = self.low[node as usize].min(self.order[to as usize]);
                }
            } else {
                path.pop();
                self.leave(node, path.last().map(|&(parent, _)| parent));
            }
        }
    }

    fn enter(&mut self, node: u32) -> u32 {
        self.order[node as usize] = self.clock;
        self.low[node as usize] = self.clock;
        self.clock += 1;
        self.stack.push(node);
        node
    }

    fn leave(&mut self, node: u32, parent: Option<u32>) {
        let low = self.low[node as usize];
        if let Some(parent) = parent {
            self.low[parent as usize] = self.low[parent as usize].min(low);
        }
        if low == self.order[node as usize] {
            let at = self.stack.iter().rposition(|&other| other == node).unwrap_or(0);
            let members = self.stack.split_off(at);
            let name = members.iter().copied().min().unwrap_or(node);
            for member in members {
                self.component[member as usize] = name;
            }
        }
    }
}
