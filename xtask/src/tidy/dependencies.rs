//! What holds for the crates of others that we use.

use super::Problem;
use super::tree::{File, Metadata};

/// Licences that a binary under MIT or Apache-2.0 may hold; the same stand in deny.toml.
const LICENCES: [&str; 10] = [
    "MIT",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "Zlib",
    "Unicode-3.0",
    "Unlicense",
    "0BSD",
    "CC0-1.0",
];

/// Crates under another licence, each with its reason.
const EXCUSED: [(&str, &str); 18] = [
    ("webdriver", "MPL-2.0: drives the browser in tests, is no part of the binary"),
    ("crypto-glue", UNCHANGED),
    ("symphonia", UNCHANGED),
    ("symphonia-bundle-flac", UNCHANGED),
    ("symphonia-bundle-mp3", UNCHANGED),
    ("symphonia-codec-aac", UNCHANGED),
    ("symphonia-codec-pcm", UNCHANGED),
    ("symphonia-codec-vorbis", UNCHANGED),
    ("symphonia-common", UNCHANGED),
    ("symphonia-core", UNCHANGED),
    ("symphonia-format-isomp4", UNCHANGED),
    ("symphonia-format-ogg", UNCHANGED),
    ("symphonia-format-riff", UNCHANGED),
    ("symphonia-metadata", UNCHANGED),
    ("webauthn-attestation-ca", UNCHANGED),
    ("webauthn-rs", UNCHANGED),
    ("webauthn-rs-core", UNCHANGED),
    ("webauthn-rs-proto", UNCHANGED),
];

const UNCHANGED: &str =
    "MPL-2.0 asks for the source of changes to these files, of which there are none";

const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// Every crate may be used under one of the licences.
pub(super) fn licences(metadata: &Metadata) -> Vec<Problem> {
    metadata
        .packages
        .iter()
        .filter(|package| !EXCUSED.iter().any(|(name, _)| *name == package.name))
        .filter(|package| !package.license.as_deref().is_some_and(is_allowed))
        .map(|package| {
            let licence = package.license.as_deref().unwrap_or("none");
            Problem::new(&package.name, format!("its licence ({licence}) is not on the list"))
        })
        .collect()
}

/// Whether an SPDX expression allows the use: of each part joined by AND, one alternative does.
fn is_allowed(expression: &str) -> bool {
    expression.split(" AND ").all(|part| {
        let part = part.trim_matches(['(', ')', ' ']);
        let alternatives = part.split(" OR ").flat_map(|alternative| alternative.split('/'));
        alternatives.map(str::trim).any(|licence| LICENCES.contains(&licence))
    })
}

/// Every crate of others comes from crates.io.
pub(super) fn sources(metadata: &Metadata) -> Vec<Problem> {
    metadata
        .packages
        .iter()
        .filter_map(|package| Some((package, package.source.as_deref()?)))
        .filter(|(_, source)| *source != CRATES_IO)
        .map(|(package, source)| {
            Problem::new(&package.name, format!("comes from {source} and not from crates.io"))
        })
        .collect()
}

/// Every line of `[workspace.dependencies]` is used by some crate.
pub(super) fn used(files: &[File], metadata: &Metadata) -> Vec<Problem> {
    let Some(manifest) = files.iter().find(|file| file.path == "Cargo.toml") else {
        return vec![Problem::new("Cargo.toml", "is missing")];
    };
    manifest
        .lines()
        .skip_while(|(_, line)| *line != "[workspace.dependencies]")
        .skip(1)
        .take_while(|(_, line)| !line.starts_with('['))
        .filter_map(|(number, line)| Some((number, line.split_once(" = ")?.0)))
        .filter(|(_, name)| {
            !metadata
                .members()
                .flat_map(|member| &member.dependencies)
                .any(|dependency| dependency.name == *name)
        })
        .map(|(number, name)| Problem::at("Cargo.toml", number, format!("nobody uses `{name}`")))
        .collect()
}

/// ARCHITECTURE.md names every crate of ours, and says of each that is not why we use it.
pub(super) fn explained(files: &[File], metadata: &Metadata) -> Vec<Problem> {
    const PAGE: &str = "ARCHITECTURE.md";
    let Some(page) = files.iter().find(|file| file.path == PAGE) else {
        return vec![Problem::new(PAGE, "is missing")];
    };
    let mut problems = Vec::new();
    for member in metadata.members() {
        let folder = metadata.folder(member);
        if !page.text.contains(&format!("`{folder}`")) {
            problems.push(Problem::new(PAGE, format!("does not name our `{folder}`")));
        }
    }
    for name in metadata.third_parties() {
        if !page.text.contains(&format!("`{name}`")) {
            problems.push(Problem::new(PAGE, format!("does not say why we use `{name}`")));
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::super::tree::testing::workspace;
    use super::*;

    #[test]
    fn licence_expressions_are_understood() {
        for allowed in [
            "MIT",
            "MIT OR GPL-2.0-only",
            "Apache-2.0 / MIT",
            "(MIT OR Apache-2.0) AND Unicode-3.0",
            "Apache-2.0 WITH LLVM-exception OR MIT",
        ] {
            assert!(is_allowed(allowed), "{allowed}");
        }
        for forbidden in ["GPL-3.0-only", "MIT AND GPL-3.0-only", "MPL-2.0", ""] {
            assert!(!is_allowed(forbidden), "{forbidden}");
        }
    }

    #[test]
    fn other_licences_and_sources_are_found() {
        let mut metadata = workspace("store", &[]);
        assert_eq!(licences(&metadata), []);
        assert_eq!(sources(&metadata), []);
        metadata.packages[0].license = None;
        metadata.packages[0].source = Some("git+https://example.org/fork".to_owned());
        assert_eq!(licences(&metadata).len(), 1);
        assert_eq!(sources(&metadata).len(), 1);
    }

    #[test]
    fn an_unused_dependency_is_found_with_its_line() {
        let manifest =
            "[workspace]\n[workspace.dependencies]\nsqlx = \"0.9\"\nrand = \"0.10\"\n[x]\ny = 1\n";
        let problems =
            used(&[File::new("Cargo.toml", manifest)], &workspace("store", &[("sqlx", None)]));
        assert_eq!(problems, [Problem::at("Cargo.toml", 4, "nobody uses `rand`")]);
    }

    #[test]
    fn the_architecture_page_names_everything() {
        let metadata = workspace("store", &[("sqlx", None), ("domain", None)]);
        let page =
            File::new("ARCHITECTURE.md", "`crates/store` keeps. | `sqlx` | both databases |");
        assert_eq!(explained(&[page], &metadata), []);
        let page = File::new("ARCHITECTURE.md", "`crates/store` keeps.");
        assert_eq!(explained(&[page], &metadata).len(), 1);
    }
}
