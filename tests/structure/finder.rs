//! Which file of a crate names which: `use` trees, inline paths, `super::` and `self::`, and the paths inside macros and
//! attributes. What is compiled for tests alone does not count, nor do comments and strings.
//!
//! A path is followed to the file that defines what it names. A facade that only passes a name on (`pub use`) is passed
//! through: neither does it depend on what it passes on from its own folder, nor does a user of the name depend on it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fs;
use std::path::Path;

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};

/// The way to a module from the root of the crate.
type Name = Vec<String>;

/// A path as it is written.
type Segments = Vec<String>;

/// How deep one name may be passed on by another before the finder gives up: further than any crate of ours goes.
const DEEPEST: usize = 32;

/// What a module holds.
#[derive(Debug, Default)]
struct Module {
    file: String,
    items: BTreeSet<String>,
    uses: Vec<Import>,
    paths: BTreeSet<Segments>,
}

/// One name that a `use` brings in.
#[derive(Debug)]
struct Import {
    /// What it is called here; none for `*`.
    name: Option<String>,
    path: Segments,
    /// Whether it is there for others: `pub use`, in any form.
    passed_on: bool,
}

/// Where a path leads.
#[derive(Debug, PartialEq, Eq)]
enum Target {
    /// To something that this module defines.
    Item(Name),
    /// To the module itself.
    Module(Name),
}

/// One file that names another, and by which path.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    /// The file that names.
    pub from: String,
    /// The file that is named.
    pub to: String,
    /// The path, as it is written.
    pub path: String,
    /// Whether only the module is named, and nothing in it: that alone makes no circle.
    pub module_only: bool,
}

/// Every file of source below a folder, as a path from there.
pub fn files(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let below = path.strip_prefix(folder).expect("below it");
                found.push(below.to_string_lossy().into_owned());
            }
        }
    }
    found.sort();
    found
}

/// The modules of a crate, read from its source files.
#[derive(Debug, Default)]
pub struct Crate {
    own_name: String,
    modules: BTreeMap<Name, Module>,
}

impl Crate {
    /// Reads the crate below `folder`, from its `lib.rs` on; and its `main.rs`, where there is one.
    pub fn read(folder: &Path, own_name: &str) -> Self {
        let mut read = Self {
            own_name: own_name.to_owned(),
            modules: BTreeMap::new(),
        };
        read.file(folder, "lib.rs", Vec::new());
        if folder.join("main.rs").exists() {
            read.file(folder, "main.rs", vec!["main".to_owned()]);
        }
        read
    }

    fn file(&mut self, folder: &Path, file: &str, name: Name) {
        let text = fs::read_to_string(folder.join(file)).unwrap_or_else(|error| {
            panic!("{file}: {error}");
        });
        let parsed = syn::parse_file(&text).unwrap_or_else(|error| panic!("{file}: {error}"));
        // Where the files of its modules are: beside `lib.rs`, `main.rs` and `mod.rs`, else in a folder of its name.
        let children = match file.rsplit_once('/') {
            Some((parent, "mod.rs")) => parent.to_owned(),
            None if matches!(file, "lib.rs" | "main.rs") => String::new(),
            _ => file.trim_end_matches(".rs").to_owned(),
        };
        self.module(folder, file, &children, name, &parsed.items);
    }

    fn module(
        &mut self,
        folder: &Path,
        file: &str,
        children: &str,
        name: Name,
        items: &[syn::Item],
    ) {
        let mut module = Module {
            file: file.to_owned(),
            ..Module::default()
        };
        let mut reader = Reader {
            module: &mut module,
        };
        for item in items {
            if !matches!(item, syn::Item::Mod(_)) {
                reader.visit_item(item);
            }
        }
        for item in items {
            if let Some(defined) = defined(item).filter(|_| !for_tests(attributes(item))) {
                module.items.insert(defined);
            }
        }
        for item in items {
            let syn::Item::Mod(inner) = item else {
                continue;
            };
            if for_tests(&inner.attrs) {
                continue;
            }
            let own = inner.ident.to_string();
            let mut inner_name = name.clone();
            inner_name.push(own.clone());
            let below = if children.is_empty() {
                own
            } else {
                format!("{children}/{own}")
            };
            if let Some((_, items)) = &inner.content {
                self.module(folder, file, &below, inner_name, items);
                continue;
            }
            let beside = format!("{below}.rs");
            let file = if folder.join(&beside).exists() {
                beside
            } else {
                format!("{below}/mod.rs")
            };
            self.file(folder, &file, inner_name);
        }
        self.modules.insert(name, module);
    }

    /// Every file that names another one.
    pub fn edges(&self) -> BTreeSet<Edge> {
        let mut edges = BTreeSet::new();
        for (name, module) in &self.modules {
            for import in &module.uses {
                self.add(
                    &mut edges,
                    name,
                    module,
                    &import.path,
                    import.passed_on,
                    import.name.is_none(),
                );
            }
            for path in &module.paths {
                self.add(&mut edges, name, module, path, false, false);
            }
        }
        edges
    }

    fn add(
        &self,
        edges: &mut BTreeSet<Edge>,
        name: &Name,
        module: &Module,
        path: &Segments,
        passed_on: bool,
        everything: bool,
    ) {
        let Some(target) = self.resolve(name, path, 0) else {
            return;
        };
        let (found, module_only) = match target {
            Target::Item(found) => (found, false),
            Target::Module(found) => (found, !everything),
        };
        // A facade and what it passes on from its own folder.
        if passed_on && found.starts_with(name) {
            return;
        }
        let to = &self.modules[&found].file;
        if *to != module.file {
            edges.insert(Edge {
                from: module.file.clone(),
                to: to.clone(),
                path: path.join("::"),
                module_only,
            });
        }
    }

    /// Where a path leads that is written in this module; none where it leaves the crate.
    fn resolve(&self, from: &Name, path: &Segments, depth: usize) -> Option<Target> {
        if depth > DEEPEST {
            return None;
        }
        let mut at = from.clone();
        let mut rest = path.as_slice();
        let mut rooted = false;
        while let Some((first, others)) = rest.split_first() {
            match first.as_str() {
                "crate" => at.clear(),
                "self" => {}
                "super" => {
                    at.pop()?;
                }
                own if !rooted && *own == self.own_name => at.clear(),
                _ => break,
            }
            rooted = true;
            rest = others;
        }
        while let Some((first, others)) = rest.split_first() {
            let mut child = at.clone();
            child.push(first.clone());
            let is_module = self.modules.contains_key(&child);
            if is_module && !others.is_empty() {
                at = child;
                rest = others;
                continue;
            }
            // A function may be called like the module that it is passed on from.
            match self.named(&at, first, depth) {
                Some(Target::Module(found)) => at = found,
                Some(item) => return Some(item),
                None if is_module => at = child,
                // Made by a macro, or not of this crate.
                None if rooted => return Some(Target::Item(at)),
                None => return None,
            }
            rooted = true;
            rest = others;
        }
        Some(Target::Module(at))
    }

    /// What a module calls by this name, its own modules left out.
    fn named(&self, at: &Name, name: &str, depth: usize) -> Option<Target> {
        let module = self.modules.get(at)?;
        if module.items.contains(name) {
            return Some(Target::Item(at.clone()));
        }
        let imports = module.uses.iter();
        let mut by_name = imports.filter(|import| import.name.as_deref() == Some(name));
        if let Some(found) = by_name.find_map(|import| self.resolve(at, &import.path, depth + 1)) {
            return Some(found);
        }
        let mut by_star = module.uses.iter().filter(|import| import.name.is_none());
        by_star.find_map(|import| {
            let Some(Target::Module(other)) = self.resolve(at, &import.path, depth + 1) else {
                return None;
            };
            if depth > DEEPEST || other == *at {
                return None;
            }
            let mut child = other.clone();
            child.push(name.to_owned());
            if self.modules.contains_key(&child) {
                return Some(Target::Module(child));
            }
            self.named(&other, name, depth + 1)
        })
    }
}

/// Reads what one module names.
struct Reader<'a> {
    module: &'a mut Module,
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        if !for_tests(attributes(item)) {
            visit::visit_item(self, item);
        }
    }

    fn visit_impl_item(&mut self, item: &'ast syn::ImplItem) {
        let attributes = match item {
            syn::ImplItem::Const(item) => &item.attrs,
            syn::ImplItem::Fn(item) => &item.attrs,
            syn::ImplItem::Type(item) => &item.attrs,
            syn::ImplItem::Macro(item) => &item.attrs,
            _ => &Vec::new(),
        };
        if !for_tests(attributes) {
            visit::visit_impl_item(self, item);
        }
    }

    fn visit_field(&mut self, field: &'ast syn::Field) {
        if !for_tests(&field.attrs) {
            visit::visit_field(self, field);
        }
    }

    fn visit_local(&mut self, local: &'ast syn::Local) {
        if !for_tests(&local.attrs) {
            visit::visit_local(self, local);
        }
    }

    fn visit_arm(&mut self, arm: &'ast syn::Arm) {
        if !for_tests(&arm.attrs) {
            visit::visit_arm(self, arm);
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        let passed_on = !matches!(item.vis, syn::Visibility::Inherited);
        spread(&item.tree, &mut Vec::new(), &mut |name, path| {
            self.module.uses.push(Import {
                name,
                path,
                passed_on,
            });
        });
    }

    fn visit_visibility(&mut self, _: &'ast syn::Visibility) {
        // `pub(super)` names nothing.
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let segments: Segments = path
            .segments
            .iter()
            .map(|segment| segment.ident.to_string())
            .collect();
        if path.leading_colon.is_none() {
            self.module.paths.insert(segments);
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, found: &'ast syn::Macro) {
        visit::visit_macro(self, found);
        self.given(found.tokens.clone(), false);
    }

    fn visit_attribute(&mut self, attribute: &'ast syn::Attribute) {
        if attribute.path().is_ident("doc") {
            return;
        }
        if let syn::Meta::List(list) = &attribute.meta {
            let texts = attribute.path().is_ident("serde");
            self.given(list.tokens.clone(), texts);
        }
    }
}

impl Reader<'_> {
    /// The paths in what a macro or an attribute is given; with `texts`, also those that a string holds, as in
    /// `#[serde(with = "a::b")]`. A `use` inside a macro would be a tree, and is not read as one.
    fn given(&mut self, tokens: TokenStream, texts: bool) {
        let mut path: Segments = Vec::new();
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Ident(ident) => {
                    if colons != 2 {
                        self.end(&mut path);
                    }
                    path.push(ident.to_string());
                    colons = 0;
                    continue;
                }
                TokenTree::Punct(punct) if punct.as_char() == ':' && !path.is_empty() => {
                    colons += 1;
                    continue;
                }
                TokenTree::Group(group) => {
                    self.end(&mut path);
                    self.given(group.stream(), texts);
                }
                TokenTree::Literal(literal) if texts => {
                    let text = literal.to_string();
                    let inside = text.trim_matches('"');
                    if let Ok(found) = syn::parse_str::<syn::Path>(inside) {
                        self.visit_path(&found);
                    }
                }
                _ => {}
            }
            self.end(&mut path);
            colons = 0;
        }
        self.end(&mut path);
    }

    fn end(&mut self, path: &mut Segments) {
        if !path.is_empty() {
            self.module.paths.insert(std::mem::take(path));
        }
    }
}

/// Spells out the tree of a `use`.
fn spread(
    tree: &syn::UseTree,
    before: &mut Segments,
    take: &mut impl FnMut(Option<String>, Segments),
) {
    match tree {
        syn::UseTree::Path(path) => {
            before.push(path.ident.to_string());
            spread(&path.tree, before, take);
            before.pop();
        }
        syn::UseTree::Group(group) => {
            for tree in &group.items {
                spread(tree, before, take);
            }
        }
        syn::UseTree::Glob(_) => take(None, before.clone()),
        syn::UseTree::Name(name) if name.ident == "self" => {
            take(before.last().cloned(), before.clone());
        }
        syn::UseTree::Name(name) => {
            let mut path = before.clone();
            path.push(name.ident.to_string());
            take(path.last().cloned(), path);
        }
        syn::UseTree::Rename(renamed) => {
            let mut path = before.clone();
            if renamed.ident != "self" {
                path.push(renamed.ident.to_string());
            }
            take(Some(renamed.rename.to_string()), path);
        }
    }
}

/// Whether this is compiled for tests alone.
fn for_tests(attributes: &[syn::Attribute]) -> bool {
    attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("cfg"))
        .any(|attribute| match &attribute.meta {
            syn::Meta::List(list) => needs_test(list.tokens.clone()),
            _ => false,
        })
}

/// Whether a condition holds in tests alone: `test`, or `all(…)` with it.
fn needs_test(tokens: TokenStream) -> bool {
    let mut before = String::new();
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => {
            before = ident.to_string();
            before == "test"
        }
        TokenTree::Group(group) if before == "all" => needs_test(group.stream()),
        _ => false,
    })
}

/// The name of what an item defines.
fn defined(item: &syn::Item) -> Option<String> {
    let ident = match item {
        syn::Item::Const(item) => &item.ident,
        syn::Item::Enum(item) => &item.ident,
        syn::Item::Fn(item) => &item.sig.ident,
        syn::Item::Macro(item) => item.ident.as_ref()?,
        syn::Item::Static(item) => &item.ident,
        syn::Item::Struct(item) => &item.ident,
        syn::Item::Trait(item) => &item.ident,
        syn::Item::TraitAlias(item) => &item.ident,
        syn::Item::Type(item) => &item.ident,
        syn::Item::Union(item) => &item.ident,
        _ => return None,
    };
    Some(ident.to_string())
}

fn attributes(item: &syn::Item) -> &[syn::Attribute] {
    match item {
        syn::Item::Const(item) => &item.attrs,
        syn::Item::Enum(item) => &item.attrs,
        syn::Item::ExternCrate(item) => &item.attrs,
        syn::Item::Fn(item) => &item.attrs,
        syn::Item::ForeignMod(item) => &item.attrs,
        syn::Item::Impl(item) => &item.attrs,
        syn::Item::Macro(item) => &item.attrs,
        syn::Item::Mod(item) => &item.attrs,
        syn::Item::Static(item) => &item.attrs,
        syn::Item::Struct(item) => &item.attrs,
        syn::Item::Trait(item) => &item.attrs,
        syn::Item::TraitAlias(item) => &item.attrs,
        syn::Item::Type(item) => &item.attrs,
        syn::Item::Union(item) => &item.attrs,
        syn::Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

/// The room that a file belongs to: the first part of its path, without the ending.
pub fn room(file: &str) -> &str {
    file.split('/')
        .next()
        .unwrap_or_default()
        .trim_end_matches(".rs")
}

/// The same edges between rooms.
pub fn between_rooms(edges: &BTreeSet<Edge>) -> BTreeSet<Edge> {
    edges
        .iter()
        .filter(|edge| room(&edge.from) != room(&edge.to))
        .map(|edge| Edge {
            from: room(&edge.from).to_owned(),
            to: room(&edge.to).to_owned(),
            path: format!("{} in {}", edge.path, edge.from),
            module_only: edge.module_only,
        })
        .collect()
}

/// One circle for each group of files or rooms that has any: the shortest, edge by edge. A circle within one of the
/// `excepted` lists of rooms does not count; one that leads out of it does.
pub fn circles(edges: &BTreeSet<Edge>, excepted: &[&[&str]]) -> Vec<Vec<Edge>> {
    let mut out: BTreeMap<&str, Vec<&Edge>> = BTreeMap::new();
    for edge in edges.iter().filter(|edge| !edge.module_only) {
        out.entry(&edge.from).or_default().push(edge);
    }
    let mut circles: Vec<Vec<Edge>> = Vec::new();
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for start in out.keys() {
        if seen.contains(start) {
            continue;
        }
        let group: BTreeSet<&str> = reached(&out, start)
            .into_iter()
            .filter(|other| reached(&out, other).contains(start))
            .collect();
        seen.extend(&group);
        let within = |members: &mut dyn Iterator<Item = &str>| {
            let members: Vec<_> = members.map(room).collect();
            excepted
                .iter()
                .any(|rooms| members.iter().all(|member| rooms.contains(member)))
        };
        if group.is_empty() || within(&mut group.iter().copied()) {
            continue;
        }
        let around = group.iter().filter_map(|member| shortest(&out, member));
        circles.extend(around.min_by_key(|circle| {
            let inside = within(&mut circle.iter().map(|edge| edge.from.as_str()));
            (inside, circle.len())
        }));
    }
    circles
}

/// What can be reached from here in at least one step.
fn reached<'a>(out: &BTreeMap<&'a str, Vec<&'a Edge>>, start: &'a str) -> BTreeSet<&'a str> {
    let mut found = BTreeSet::new();
    let mut open = vec![start];
    while let Some(at) = open.pop() {
        for edge in out.get(at).into_iter().flatten() {
            if found.insert(edge.to.as_str()) {
                open.push(&edge.to);
            }
        }
    }
    found
}

/// The shortest way from here back to here.
fn shortest(out: &BTreeMap<&str, Vec<&Edge>>, start: &str) -> Option<Vec<Edge>> {
    let mut open: VecDeque<Vec<&Edge>> = VecDeque::from([Vec::new()]);
    let mut seen = BTreeSet::new();
    while let Some(way) = open.pop_front() {
        let at = way.last().map_or(start, |edge| edge.to.as_str());
        for edge in out.get(at).into_iter().flatten() {
            let mut longer = way.clone();
            longer.push(edge);
            if edge.to == start {
                return Some(longer.into_iter().cloned().collect());
            }
            if seen.insert(edge.to.as_str()) {
                open.push_back(longer);
            }
        }
    }
    None
}

/// A circle in words, one line a step.
pub fn told(circle: &[Edge]) -> String {
    let lines: Vec<_> = circle
        .iter()
        .map(|edge| format!("    {} names {} ({})", edge.from, edge.to, edge.path))
        .collect();
    lines.join("\n")
}
