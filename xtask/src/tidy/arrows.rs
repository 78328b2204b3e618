//! Which crate may use which: the diagram of ARCHITECTURE.md as a table.

use super::Problem;
use super::tree::Metadata;

/// A crate of ours and the crates of ours that it may use.
struct Room {
    name: &'static str,
    uses: &'static [&'static str],
    /// Used by its tests and benchmarks only.
    tests_use: &'static [&'static str],
}

const fn room(name: &'static str, uses: &'static [&'static str]) -> Room {
    Room { name, uses, tests_use: &[] }
}

const ROOMS: [Room; 17] = [
    room("domain", &[]),
    room("style", &["domain"]),
    room("twin", &["domain", "style"]),
    // `style` for the words by which a message is found.
    room("store", &["domain", "style"]),
    room("outward", &["domain"]),
    room("models", &["domain", "outward"]),
    room("voice", &["domain", "outward"]),
    room("bots", &["domain", "outward"]),
    room("access", &["domain", "store"]),
    Room { tests_use: &["sandbox"], ..room("telegram", &["domain"]) },
    Room {
        tests_use: &["bots", "sandbox", "telegram"],
        ..room("engine", &["domain", "style", "twin", "store"])
    },
    // `style` only to make an engine in tests.
    Room { tests_use: &["style"], ..room("webhooks", &["domain", "store", "engine", "outward"]) },
    // `store` only to make an engine in tests: handlers ask the engine. `e2e` has the browser.
    Room {
        tests_use: &["e2e", "store", "style"],
        ..room("web", &["access", "domain", "engine", "webhooks"])
    },
    room("sandbox", &[]),
    room(
        "aitwin",
        &[
            "access", "bots", "domain", "style", "twin", "store", "models", "telegram", "engine",
            "voice", "webhooks", "web", "sandbox",
        ],
    ),
    // The benchmarks run the engine, and the sandbox, by themselves.
    Room {
        tests_use: &["domain", "engine", "sandbox", "store", "style", "telegram", "twin", "voice"],
        ..room("xtask", &[])
    },
    // Tests of the built binary know nothing of its inside.
    room("e2e", &[]),
];

/// A dependency that is kept in few crates, so that the others need not know of it.
struct Kept {
    /// The name, or its beginning if it ends with `*`.
    dependency: &'static str,
    within: &'static [&'static str],
    tests_within: &'static [&'static str],
}

const fn kept(dependency: &'static str, within: &'static [&'static str]) -> Kept {
    Kept { dependency, within, tests_within: &[] }
}

/// Pure computation (`domain`, `style`, `twin`) stands in none of these.
const KEPT: [Kept; 22] = [
    kept("rusqlite*", &["store"]),
    // Tests of what many do at once need an empty database that lets them.
    Kept { tests_within: &["access"], ..kept("sqlx*", &["store"]) },
    Kept { tests_within: &["sandbox", "xtask"], ..kept("grammers-client", &["telegram"]) },
    Kept { tests_within: &["sandbox", "xtask"], ..kept("grammers-mtsender", &["telegram"]) },
    Kept { tests_within: &["sandbox", "xtask"], ..kept("grammers-session", &["telegram"]) },
    kept("grammers-tl-types", &["telegram", "sandbox"]),
    Kept { tests_within: &["xtask"], ..kept("grammers-crypto", &["telegram", "sandbox"]) },
    Kept { tests_within: &["sandbox", "xtask"], ..kept("grammers-mtproto", &["telegram"]) },
    kept("axum*", &["web", "sandbox", "aitwin"]),
    kept("tower*", &["web", "sandbox", "models", "outward", "webhooks"]),
    kept("maud", &["web", "aitwin"]),
    Kept {
        tests_within: &["xtask", "web"],
        // The store only waits for the disk with it.
        ..kept(
            "tokio*",
            &[
                "access", "store", "engine", "telegram", "bots", "models", "voice", "webhooks",
                "sandbox", "web", "aitwin", "e2e",
            ],
        )
    },
    kept("chacha20poly1305", &["store"]),
    kept("age", &["aitwin"]),
    // The way out to others than Telegram, and in from browsers.
    kept("hyper*", &["outward", "models", "webhooks", "aitwin", "e2e"]),
    kept("rustls*", &["outward", "aitwin"]),
    kept("fantoccini", &["e2e"]),
    // What knows the form of sound, and how a model hears it.
    kept("ogg", &["voice"]),
    kept("ropus", &["voice"]),
    kept("rten*", &["voice"]),
    kept("symphonia*", &["voice"]),
    kept("anyhow", &["aitwin", "xtask", "e2e"]),
];

impl Kept {
    fn is(&self, dependency: &str) -> bool {
        match self.dependency.strip_suffix('*') {
            Some(beginning) => dependency.starts_with(beginning),
            None => dependency == self.dependency,
        }
    }
}

#[cfg(test)]
pub(super) fn is_room(name: &str) -> bool {
    ROOMS.iter().any(|room| room.name == name)
}

/// Every arrow between our crates is one of the table.
pub(super) fn between_crates(metadata: &Metadata) -> Vec<Problem> {
    let mut problems = Vec::new();
    for package in metadata.members() {
        let Some(room) = ROOMS.iter().find(|room| room.name == package.name) else {
            problems.push(Problem::new(
                &package.name,
                "give this crate its place in xtask/src/tidy/arrows.rs and in ARCHITECTURE.md",
            ));
            continue;
        };
        for dependency in package.dependencies.iter().filter(|dependency| dependency.path.is_some())
        {
            let name = dependency.name.as_str();
            let allowed =
                room.uses.contains(&name) || dependency.is_dev() && room.tests_use.contains(&name);
            if !allowed {
                problems.push(Problem::new(
                    room.name,
                    format!("must not know `{name}` (see the diagram of ARCHITECTURE.md)"),
                ));
            }
        }
    }
    problems
}

/// Every kept dependency is where it belongs.
pub(super) fn kept_dependencies(metadata: &Metadata) -> Vec<Problem> {
    let mut problems = Vec::new();
    for package in metadata.members() {
        let here = package.name.as_str();
        for dependency in &package.dependencies {
            let Some(kept) = KEPT.iter().find(|kept| kept.is(&dependency.name)) else {
                continue;
            };
            let allowed = kept.within.contains(&here)
                || dependency.is_dev() && kept.tests_within.contains(&here);
            if !allowed {
                problems.push(Problem::new(
                    here,
                    format!("`{}` is kept in {}", dependency.name, kept.within.join(", ")),
                ));
            }
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::super::tree::testing::workspace;
    use super::*;

    #[test]
    fn the_table_has_no_circle() {
        for (index, room) in ROOMS.iter().enumerate() {
            for used in room.uses {
                let lower = ROOMS.iter().position(|other| other.name == *used);
                assert!(lower.is_some_and(|lower| lower < index), "{} uses {used}", room.name);
            }
        }
    }

    #[test]
    fn an_arrow_against_the_diagram_is_a_problem() {
        assert_eq!(between_crates(&workspace("web", &[("engine", None)])), []);
        let problems = between_crates(&workspace("web", &[("telegram", None)]));
        assert_eq!(problems.len(), 1);
        assert!(problems[0].to_string().contains("must not know `telegram`"));
    }

    #[test]
    fn tests_may_use_more_than_the_crate() {
        assert_eq!(between_crates(&workspace("telegram", &[("sandbox", Some("dev"))])), []);
        assert_eq!(between_crates(&workspace("telegram", &[("sandbox", None)])).len(), 1);
    }

    #[test]
    fn a_new_crate_needs_a_place() {
        assert_eq!(between_crates(&workspace("cellar", &[])).len(), 1);
    }

    #[test]
    fn kept_dependencies_stay_where_they_belong() {
        assert_eq!(kept_dependencies(&workspace("store", &[("sqlx", None)])), []);
        assert_eq!(kept_dependencies(&workspace("engine", &[("sqlx-core", None)])).len(), 1);
        assert_eq!(kept_dependencies(&workspace("style", &[("tokio", None)])).len(), 1);
        let tests_only = [("grammers-client", Some("dev"))];
        assert_eq!(kept_dependencies(&workspace("sandbox", &tests_only)), []);
        assert_eq!(kept_dependencies(&workspace("web", &tests_only)).len(), 1);
    }
}
