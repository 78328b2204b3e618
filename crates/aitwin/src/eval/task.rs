//! A benchmark's folder: what is judged, and the replies of systems.
//!
//! | file | what it holds |
//! |---|---|
//! | `judge/meta.json` | the owners in order, and the seed of the candidates' names |
//! | `judge/heldout.jsonl` | all real replies of the held-out part |
//! | `judge/judge_days.jsonl` | real replies of the past that no twin has seen |
//! | `judge/history_pairs.jsonl` | real replies of the past that twins may have seen |
//! | `judge/pools.jsonl` | for each moment the candidate replies, the true one first |
//! | `OWNER/history.json` | an export: what the owner's twin has learnt from |
//! | `OWNER/contexts.jsonl` | the moments |
//! | `OWNER/replies.jsonl` | a twin's replies, unless they are elsewhere |

use std::collections::HashMap;
use std::fmt;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use domain::Author;
use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use sha2::{Digest, Sha256};
use style::export::{self, ExportError, Item};
use style::fidelity::baseline::BASELINES;
use style::fidelity::draws::SEED;
use style::fidelity::{Moment, Pair, Reply, Scores, Seen, System, Task, Writer, clean_bubbles};

use crate::stylebench::{self, ReplyRow, RowsError};

/// Why a folder cannot be judged.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TaskError {
    /// A file is missing or not what it should be.
    #[error(transparent)]
    Rows(#[from] RowsError),
    /// The list of owners is not what it should be.
    #[error("{path} is not the list of owners")]
    Meta { path: PathBuf, source: serde_json::Error },
    /// A history is no export.
    #[error("{path} is not an export")]
    History { path: PathBuf, source: ExportError },
    /// A reply is named that stands nowhere.
    #[error("{path} names {id}, which stands nowhere")]
    UnknownReply { path: PathBuf, id: String },
    /// No replies where some were to be.
    #[error("no replies in {path}")]
    NoReplies { path: PathBuf },
    /// A system has the name of a baseline.
    #[error("{name} is the name of a baseline")]
    BaselineName { name: String },
}

/// A task and the names by which files refer to its parts.
pub(crate) struct Folder {
    pub(crate) task: Task,
    path: PathBuf,
    /// Each moment's writer and place.
    moments: HashMap<String, (usize, usize)>,
    /// The name of each of the task's replies among the candidates.
    candidates: Vec<String>,
}

#[derive(Deserialize)]
struct Meta {
    seed: u64,
    #[serde(deserialize_with = "keys")]
    owners: Vec<String>,
}

/// The keys of an object in their order, which decides between words that are equally common.
fn keys<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    struct Keys;
    impl<'de> Visitor<'de> for Keys {
        type Value = Vec<String>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object with a key for each owner")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut keys = Vec::new();
            while let Some((key, IgnoredAny)) = map.next_entry()? {
                keys.push(key);
            }
            Ok(keys)
        }
    }
    deserializer.deserialize_map(Keys)
}

/// A real reply.
#[derive(Deserialize)]
struct RealRow {
    id: String,
    owner: String,
    delay_s: Option<f64>,
    bubbles: Vec<String>,
    #[serde(default)]
    query: String,
}

impl RealRow {
    fn reply(&self) -> Reply {
        Reply { bubbles: self.bubbles.clone(), delay_s: self.delay_s }
    }
}

/// The candidates of a moment.
#[derive(Deserialize)]
struct PoolRow {
    id: String,
    owner: String,
    same: Vec<String>,
    cross: Vec<String>,
}

impl Folder {
    /// Reads a task.
    pub(crate) fn read(path: &Path) -> Result<Self, TaskError> {
        let judge = path.join("judge");
        let meta = read_meta(&judge.join("meta.json"))?;
        let rows = |name: &str| stylebench::read::<RealRow>(&judge.join(name), |_| Ok(()));
        let heldout = rows("heldout.jsonl")?;
        let judge_days = rows("judge_days.jsonl")?;

        let mut replies = Vec::new();
        let mut places = HashMap::new();
        let mut candidates = Vec::new();
        for row in heldout.iter().chain(&judge_days) {
            places.insert(row.id.as_str(), replies.len());
            candidates.push(opaque(&format!("{}|{}", meta.seed, row.id)));
            replies.push(row.reply());
        }
        let mut writers = Vec::new();
        for name in &meta.owners {
            let of = |rows: &[RealRow]| -> Vec<usize> {
                rows.iter().filter(|row| row.owner == *name).map(|row| places[&*row.id]).collect()
            };
            writers.push(Writer {
                name: name.clone(),
                judge_days: of(&judge_days),
                heldout: of(&heldout),
                seen: read_history(&path.join(name).join("history.json"))?,
                ..Writer::default()
            });
        }
        for row in rows("history_pairs.jsonl")? {
            if let Some(writer) = writers.iter_mut().find(|writer| writer.name == row.owner) {
                writer.history.push(Pair { reply: row.reply(), query: row.query });
            }
        }
        let pools = judge.join("pools.jsonl");
        let mut moments = HashMap::new();
        let queries: HashMap<&str, &str> =
            heldout.iter().map(|row| (row.id.as_str(), row.query.as_str())).collect();
        let mut contexts = HashMap::new();
        for name in &meta.owners {
            for row in stylebench::read_contexts(&path.join(name).join("contexts.jsonl"))? {
                contexts.insert(row.id.clone(), row);
            }
        }
        for row in stylebench::read::<PoolRow>(&pools, |_| Ok(()))? {
            let unknown =
                |id: &str| TaskError::UnknownReply { path: pools.clone(), id: id.to_owned() };
            let place = |id: &String| places.get(id.as_str()).copied().ok_or_else(|| unknown(id));
            let all = |ids: &[String]| ids.iter().map(place).collect::<Result<Vec<_>, _>>();
            let Some(at) = writers.iter().position(|writer| writer.name == row.owner) else {
                return Err(unknown(&row.owner));
            };
            let context = contexts.remove(&row.id).ok_or_else(|| unknown(&row.id))?;
            let answered = context
                .messages
                .iter()
                .filter(|message| context.answer_to.contains(&message.id))
                .map(|message| message.text.clone())
                .collect();
            let writer = &mut writers[at];
            moments.insert(row.id.clone(), (at, writer.moments.len()));
            writer.moments.push(Moment {
                truth: place(&row.id)?,
                query: queries.get(row.id.as_str()).copied().unwrap_or_default().to_owned(),
                context: context.messages.into_iter().map(|message| message.text).collect(),
                answered,
                same: all(&row.same)?,
                cross: all(&row.cross)?,
                id: row.id,
            });
        }
        let task = Task { writers, replies, seed: SEED };
        Ok(Self { task, path: path.to_owned(), moments, candidates })
    }

    /// Reads the replies of systems, each given as `NAME=PATH` or as a path: a file, or a folder with
    /// a file for each owner. Several paths under one name belong together. With none given, those
    /// in the task's own folder. Also says how many lines of each system name no moment.
    pub(crate) fn systems(&self, specs: &[String]) -> Result<(Vec<System>, Vec<usize>), TaskError> {
        let mut files: Vec<(String, Vec<PathBuf>)> = Vec::new();
        let mut add = |name: &str, paths: Vec<PathBuf>| match files
            .iter_mut()
            .find(|(known, _)| known == name)
        {
            Some((_, known)) => known.extend(paths),
            None => files.push((name.to_owned(), paths)),
        };
        if specs.is_empty() {
            let own = self.files_in(&self.path);
            if !own.is_empty() {
                add("product", own);
            }
        }
        for spec in specs {
            let (name, path) = spec.split_once('=').unwrap_or(("product", spec));
            if BASELINES.contains(&name) {
                return Err(TaskError::BaselineName { name: name.to_owned() });
            }
            let path = PathBuf::from(path);
            let paths = if path.is_dir() { self.files_in(&path) } else { vec![path.clone()] };
            if paths.is_empty() {
                return Err(TaskError::NoReplies { path });
            }
            add(name, paths);
        }
        let mut systems = Vec::new();
        let mut unknown = Vec::new();
        for (name, paths) in files {
            let (system, lines) = self.system(name, &paths)?;
            systems.push(system);
            unknown.push(lines);
        }
        Ok((systems, unknown))
    }

    fn files_in(&self, folder: &Path) -> Vec<PathBuf> {
        let of = |writer: &Writer| {
            let inner = folder.join(&writer.name).join("replies.jsonl");
            [inner, folder.join(format!("{}.jsonl", writer.name))]
        };
        self.task.writers.iter().flat_map(of).filter(|path| path.exists()).collect()
    }

    fn system(&self, name: String, paths: &[PathBuf]) -> Result<(System, usize), TaskError> {
        let sizes = || self.task.writers.iter().map(|writer| writer.moments.len());
        let mut system = System {
            name,
            replies: sizes().map(|size| vec![None; size]).collect(),
            scores: sizes().map(|size| vec![Scores::default(); size]).collect(),
        };
        let mut points: HashMap<(usize, usize), HashMap<String, f64>> = HashMap::new();
        let mut unknown = 0;
        for path in paths {
            for row in stylebench::read_replies(path)? {
                let Some((writer, place)) = self.moments.get(&row.id).copied() else {
                    unknown += 1;
                    continue;
                };
                let ReplyRow { bubbles, delay_s, scores, .. } = row;
                if let Some(bubbles) = bubbles {
                    let reply = Reply { bubbles: clean_bubbles(&bubbles), delay_s };
                    system.replies[writer][place] = Some(reply);
                }
                for score in scores.into_iter().flatten() {
                    points.entry((writer, place)).or_default().insert(score.candidate, score.score);
                }
            }
        }
        for ((writer, place), points) in points {
            let moment = &self.task.writers[writer].moments[place];
            let score = |at: &usize| {
                let by_name = points.get(&self.candidates[*at]);
                by_name.or_else(|| points.get(&self.task.replies[*at].text())).copied()
            };
            let of = |pool: &[usize]| -> Vec<f64> {
                pool.iter().map(|at| score(at).unwrap_or(f64::NEG_INFINITY)).collect()
            };
            system.scores[writer][place] =
                Scores { same: of(&moment.same), cross: of(&moment.cross) };
        }
        Ok((system, unknown))
    }
}

fn read_meta(path: &Path) -> Result<Meta, TaskError> {
    let text =
        fs::read(path).map_err(|source| RowsError::File { path: path.to_owned(), source })?;
    serde_json::from_slice(&text)
        .map_err(|source| TaskError::Meta { path: path.to_owned(), source })
}

/// What a twin has learnt from.
fn read_history(path: &Path) -> Result<Seen, TaskError> {
    let file =
        File::open(path).map_err(|source| RowsError::File { path: path.to_owned(), source })?;
    let mut seen = Seen::default();
    let read = export::read(file, &export::Options::default(), &mut |item| {
        if let Item::Message(message, _) = item
            && let Some(text) = message.content.text()
        {
            seen.add(text, message.author == Author::Owner);
        }
        Ok(())
    });
    match read {
        Ok(_) => Ok(seen),
        Err(source) => Err(TaskError::History { path: path.to_owned(), source }),
    }
}

/// A candidate's name, which tells nothing about whose it is.
fn opaque(text: &str) -> String {
    let hash = Sha256::digest(format!("stylebench|{text}"));
    let hex: String = hash.iter().take(5).map(|byte| format!("{byte:02x}")).collect();
    format!("c{hex}")
}
