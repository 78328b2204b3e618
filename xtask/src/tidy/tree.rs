//! What the rules look at: the repository's files, and its crates as cargo sees them.

use std::collections::{BTreeSet, HashSet};
use std::fs;

use anyhow::Context as _;
use serde::Deserialize;

use crate::shell::{self, cargo};

/// A text file of the repository.
pub(super) struct File {
    /// Its path from the root, with `/`.
    pub(super) path: String,
    pub(super) text: String,
}

impl File {
    #[cfg(test)]
    pub(super) fn new(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned() }
    }

    /// Its lines with their numbers, counted from 1.
    pub(super) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.lines().enumerate().map(|(index, line)| (index + 1, line))
    }

    /// Whether it was made elsewhere, or by a fuzzer, and is kept as it came.
    pub(super) fn is_vendored(&self) -> bool {
        self.path.contains("/vendor/") || self.path.contains("/fuzz/corpus/")
    }
}

/// Every text file that is in the repository, or would be if everything were added now.
pub(super) fn files() -> anyhow::Result<Vec<File>> {
    let names = shell::output(shell::command("git").args([
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ]))?;
    let names: BTreeSet<&str> = names.split('\0').filter(|name| !name.is_empty()).collect();
    let mut files = Vec::new();
    for path in names {
        match fs::read(shell::root().join(path)) {
            // What is not UTF-8 is a picture, a sound or a font.
            Ok(bytes) => {
                if let Ok(text) = String::from_utf8(bytes) {
                    files.push(File { path: path.to_owned(), text });
                }
            }
            // Deleted, but not yet in the index.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(error).with_context(|| format!("reading {path}")),
        }
    }
    Ok(files)
}

/// What `cargo metadata` says.
#[derive(Deserialize)]
pub(super) struct Metadata {
    pub(super) packages: Vec<Package>,
    pub(super) workspace_root: String,
    pub(super) workspace_members: HashSet<String>,
}

/// A crate of ours or of somebody else.
#[derive(Deserialize)]
pub(super) struct Package {
    pub(super) id: String,
    pub(super) name: String,
    /// Where its Cargo.toml lies.
    pub(super) manifest_path: String,
    pub(super) license: Option<String>,
    /// Where it comes from; `None` for a folder of this repository.
    pub(super) source: Option<String>,
    pub(super) dependencies: Vec<Dependency>,
}

/// A line of a crate's `[dependencies]`.
#[derive(Deserialize)]
pub(super) struct Dependency {
    pub(super) name: String,
    /// `None` for a normal one, else `dev` or `build`.
    pub(super) kind: Option<String>,
    /// Where the crate lies, if it is one of ours.
    pub(super) path: Option<String>,
}

impl Dependency {
    /// Whether only tests and benchmarks use it.
    pub(super) fn is_dev(&self) -> bool {
        self.kind.as_deref() == Some("dev")
    }
}

impl Metadata {
    /// The crates of this repository.
    pub(super) fn members(&self) -> impl Iterator<Item = &Package> {
        self.packages.iter().filter(|package| self.workspace_members.contains(&package.id))
    }

    /// The folder of a crate of ours, from the root.
    pub(super) fn folder<'a>(&self, member: &'a Package) -> &'a str {
        let path = member.manifest_path.trim_start_matches(&self.workspace_root);
        path.trim_start_matches('/').trim_end_matches("/Cargo.toml")
    }

    /// The crates of others that any of ours names.
    pub(super) fn third_parties(&self) -> BTreeSet<&str> {
        let dependencies = self.members().flat_map(|member| &member.dependencies);
        dependencies
            .filter(|dependency| dependency.path.is_none())
            .map(|dependency| dependency.name.as_str())
            .collect()
    }
}

/// Asks cargo, about this platform only: others' dependencies need not be downloaded.
pub(super) fn metadata() -> anyhow::Result<Metadata> {
    let version = shell::output(shell::command("rustc").arg("-vV"))?;
    let host = version
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .context("rustc does not name its host")?;
    let json =
        shell::output(cargo().args(["metadata", "--format-version=1", "--filter-platform", host]))?;
    serde_json::from_str(&json).context("reading cargo's metadata")
}

#[cfg(test)]
pub(super) mod testing {
    use super::{Dependency, Metadata, Package};

    /// A workspace of one crate with these dependencies, each a name and its kind. Dependencies
    /// that are rooms of ours have a path.
    pub(in super::super) fn workspace(
        name: &str,
        dependencies: &[(&str, Option<&str>)],
    ) -> Metadata {
        let dependencies = dependencies
            .iter()
            .map(|(name, kind)| Dependency {
                name: (*name).to_owned(),
                kind: kind.map(str::to_owned),
                path: super::super::arrows::is_room(name).then(|| format!("/{name}")),
            })
            .collect();
        let package = Package {
            id: name.to_owned(),
            name: name.to_owned(),
            manifest_path: format!("/house/crates/{name}/Cargo.toml"),
            license: Some("MIT OR Apache-2.0".to_owned()),
            source: None,
            dependencies,
        };
        Metadata {
            packages: vec![package],
            workspace_root: "/house".to_owned(),
            workspace_members: [name.to_owned()].into(),
        }
    }
}
