//! A small task of the likeness benchmark, and replies to it.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::chance::Chance;
use super::export;
use super::people::Person;

const HISTORY: usize = 120;
const JUDGE_DAYS: usize = 60;
const HELD_OUT: usize = 50;
const TOPICS: usize = 40;
const CANDIDATES: usize = 40;

/// A question, the reply to it and its row.
struct Reply {
    id: String,
    asked: String,
    row: Value,
}

fn replies(person: Person, part: &str, count: usize, chance: &mut Chance) -> Vec<Reply> {
    (0..count)
        .map(|at| {
            let topic = chance.below(TOPICS);
            let asked = person.asked(topic, chance);
            let id = format!("{}-{part}-{at:03}", person.name());
            let bubbles = person.says(topic, chance);
            let delay = 5 + chance.below(200);
            let row = json!({
                "id": id, "owner": person.name(), "t": 1000 * at, "delay_s": delay,
                "bubbles": bubbles, "query": asked,
            });
            Reply { id, asked, row }
        })
        .collect()
}

fn write(path: &Path, rows: &[Value]) -> anyhow::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let lines: Vec<String> = rows.iter().map(|row| format!("{row}\n")).collect();
    Ok(fs::write(path, lines.concat())?)
}

fn rows(replies: &[Vec<Reply>]) -> Vec<Value> {
    replies.iter().flatten().map(|reply| reply.row.clone()).collect()
}

/// Writes the task's folder, and beside the task `mixed.jsonl`: a third of the replies are the real
/// ones, others are past ones, somebody else's, the question, or silence; and scores of candidates,
/// which prefer short ones.
pub(super) fn make(folder: &Path) -> anyhow::Result<()> {
    let mut chance = Chance(11);
    let mut parts = |part, count| -> Vec<Vec<Reply>> {
        Person::ALL.iter().map(|person| replies(*person, part, count, &mut chance)).collect()
    };
    let (history, judge_days) = (parts("past", HISTORY), parts("day", JUDGE_DAYS));
    let heldout = parts("held", HELD_OUT);
    let judge = folder.join("judge");
    write(&judge.join("history_pairs.jsonl"), &rows(&history))?;
    write(&judge.join("judge_days.jsonl"), &rows(&judge_days))?;
    write(&judge.join("heldout.jsonl"), &rows(&heldout))?;
    // Owners stand here in an order of their own.
    fs::write(
        judge.join("meta.json"),
        r#"{"seed": 7, "owners": {"boris": {}, "anna": {}, "carl": {}}}"#,
    )?;

    let (mut pools, mut mixed) = (Vec::new(), Vec::new());
    for (owner, person) in Person::ALL.iter().enumerate() {
        let mut contexts = Vec::new();
        for (at, reply) in heldout[owner].iter().enumerate() {
            contexts.push(json!({
                "id": reply.id, "chat_id": 1, "now": 2_000_000 + at, "answer_to": [2],
                "messages": [
                    {"id": 1, "from_id": "user9", "from": "x", "ts": 1, "reply_to": null, "text": "ну ok"},
                    {"id": 2, "from_id": "user8", "from": "y", "ts": 2, "reply_to": null, "text": reply.asked},
                ],
            }));
            let mut pool = |from: &[Vec<Reply>], but: Option<usize>| {
                let mut ids = vec![reply.id.clone()];
                while ids.len() < CANDIDATES {
                    let whose = chance.below(from.len());
                    let id = &from[whose][chance.below(from[whose].len())].id;
                    if Some(whose) != but && !ids.contains(id) {
                        ids.push(id.clone());
                    }
                }
                ids
            };
            let same = pool(std::slice::from_ref(&heldout[owner]), None);
            let cross = pool(&heldout, Some(owner));
            mixed.push(answer(reply, &history[owner], &heldout[(owner + 1) % 3], at));
            let scores: Vec<Value> = same
                .iter()
                .chain(&cross)
                .map(|id| {
                    let candidate = heldout.iter().flatten().find(|reply| reply.id == *id);
                    let text = candidate.map_or_else(String::new, |reply| text(&reply.row));
                    json!({"candidate": text, "score": -(text.len() as f64)})
                })
                .collect();
            mixed.push(json!({"id": reply.id, "scores": scores}));
            pools.push(
                json!({"id": reply.id, "owner": person.name(), "same": same, "cross": cross}),
            );
        }
        write(&folder.join(person.name()).join("contexts.jsonl"), &contexts)?;
        fs::write(folder.join(person.name()).join("history.json"), history_of(&history, owner))?;
    }
    write(&judge.join("pools.jsonl"), &pools)?;
    write(&folder.join("mixed.jsonl"), &mixed)
}

fn text(row: &Value) -> String {
    let bubbles = row["bubbles"].as_array().into_iter().flatten();
    bubbles.filter_map(Value::as_str).collect::<Vec<_>>().join("\n")
}

/// What a mixed system answers at the moment with this number.
fn answer(reply: &Reply, history: &[Reply], others: &[Reply], at: usize) -> Value {
    let (bubbles, delay) = match at % 9 {
        0 | 3 | 6 => (reply.row["bubbles"].clone(), json!(at)),
        1 => (json!([]), Value::Null),
        2 => (others[at].row["bubbles"].clone(), others[at].row["delay_s"].clone()),
        4 => (json!([format!("{} https://example.org/{at}", reply.asked)]), json!(3.5)),
        _ => (history[at].row["bubbles"].clone(), history[at].row["delay_s"].clone()),
    };
    json!({"id": reply.id, "bubbles": bubbles, "delay_s": delay})
}

/// The export from which the twin of this owner learnt: everybody's past.
fn history_of(history: &[Vec<Reply>], owner: usize) -> String {
    let mut messages: Vec<Value> = Vec::new();
    for (whose, replies) in history.iter().enumerate() {
        for reply in replies {
            let mut say = |from: usize, text: &str| {
                let id = messages.len() + 1;
                messages.push(json!({
                    "id": id, "type": "message", "date_unixtime": id.to_string(), "text": text,
                    "from": "x", "from_id": format!("user{}", 100 + from),
                }));
            };
            say(9, &reply.asked);
            for bubble in reply.row["bubbles"].as_array().into_iter().flatten() {
                say(whose, bubble.as_str().unwrap_or_default());
            }
        }
    }
    export::of(100 + owner, &[export::chat("private_supergroup", 1, &messages)])
}
