//! `aitwin answer`: a twin learnt from one history answers a batch of moments.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use e2e::program::{Ran, run};
use serde_json::{Value, json};

use super::chance::Chance;
use super::people::Person;
use super::{export, history};

const MOMENTS: usize = 12;

/// Moments like those of the history; for each a reply in the owner's manner, and one in another's.
pub(super) fn write_task(folder: &Path) -> anyhow::Result<Vec<String>> {
    history::write(&folder.join("history.json"), &history::chats(100))?;
    let mut chance = Chance(77);
    let (mut contexts, mut select, mut best) = (String::new(), String::new(), Vec::new());
    for at in 0..MOMENTS {
        let id = format!("m-{at}");
        let message = json!({
            "id": 5, "from_id": "user201", "from": "x", "ts": 1_800_000_000, "reply_to": null,
            "text": Person::Anna.asked(at, &mut chance),
        });
        let context = json!({
            "id": id, "chat_id": 201, "now": 1_800_009_000, "answer_to": [5], "messages": [message],
        });
        contexts += &format!("{context}\n");
        let mut said = |person: Person, topic: usize| person.says(topic, &mut chance).join("\n");
        let candidates = json!([
            {"id": "fits", "text": said(Person::Anna, at)},
            {"id": "other", "text": said(Person::Boris, at)},
        ]);
        select += &format!("{}\n", json!({"id": id, "pool": "cross", "candidates": candidates}));
        best.push(id);
    }
    fs::write(folder.join("contexts.jsonl"), contexts)?;
    fs::write(folder.join("select.jsonl"), select)?;
    Ok(best)
}

fn answer(folder: &Path, out: &str, more: &[&str]) -> anyhow::Result<Ran> {
    let file = |name: &str| folder.join(name).display().to_string();
    let (history, contexts, out) = (file("history.json"), file("contexts.jsonl"), file(out));
    let given = ["answer", "--history", &history, "--contexts", &contexts, "--out", &out];
    run(&[&given[..], more].concat())
}

pub(super) fn rows(path: &Path) -> anyhow::Result<Vec<Value>> {
    let text = fs::read_to_string(path)?;
    text.lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
}

#[test]
fn every_moment_is_answered_in_the_owners_own_words() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let folder = folder.path();
    let ids = write_task(folder)?;
    let select = folder.join("select.jsonl").display().to_string();
    let ran = answer(folder, "a.jsonl", &["--lang", "en", "--select", &select])?;
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(
        ran.out.contains("Moments answered: 12; lists of candidates scored: 12"),
        "{}",
        ran.out
    );

    let exported: Value = serde_json::from_slice(&fs::read(folder.join("history.json"))?)?;
    let chats = exported["chats"]["list"].as_array().into_iter().flatten();
    let own: HashSet<&str> = chats
        .flat_map(|chat| chat["messages"].as_array().into_iter().flatten())
        .filter(|message| message["from_id"] == "user100")
        .filter_map(|message| message["text"].as_str())
        .collect();
    let rows = rows(&folder.join("a.jsonl"))?;
    let (replies, scores): (Vec<&Value>, Vec<&Value>) =
        rows.iter().partition(|row| row.get("bubbles").is_some());
    assert_eq!(
        replies.iter().map(|row| &row["id"]).collect::<Vec<_>>(),
        ids.iter().collect::<Vec<_>>()
    );
    for reply in replies {
        let bubbles = reply["bubbles"].as_array().map_or(&[][..], Vec::as_slice);
        assert!(!bubbles.is_empty(), "{reply}");
        assert!(
            bubbles.iter().all(|said| own.contains(said.as_str().unwrap_or_default())),
            "{reply}"
        );
        // The history answers within two minutes; the moment's own time tells of 9000 s.
        assert!(reply["delay_s"].as_f64().is_some_and(|delay| delay < 600.0), "{reply}");
    }
    let score = |row: &Value, name: &str| -> f64 {
        let scores = row["scores"].as_array().into_iter().flatten();
        let mut named = scores.filter(|score| score["candidate"] == name);
        named.next().and_then(|score| score["score"].as_f64()).unwrap_or(f64::NAN)
    };
    let right = scores.iter().filter(|row| score(row, "fits") > score(row, "other"));
    assert!(right.count() >= MOMENTS - 2, "{scores:?}");
    Ok(())
}

#[test]
fn the_same_seed_gives_the_same_replies_whatever_else_is_asked() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let folder = folder.path();
    write_task(folder)?;
    for (out, seed) in [("a", "7"), ("b", "7"), ("c", "8")] {
        assert_eq!(answer(folder, out, &["--seed", seed])?.code, Some(0));
    }
    let all = rows(&folder.join("a"))?;
    assert_eq!(all, rows(&folder.join("b"))?);
    assert_ne!(all, rows(&folder.join("c"))?);

    let contexts = fs::read_to_string(folder.join("contexts.jsonl"))?;
    let last = contexts.lines().last().unwrap_or_default();
    fs::write(folder.join("contexts.jsonl"), last)?;
    assert_eq!(answer(folder, "d", &[])?.code, Some(0));
    assert_eq!(rows(&folder.join("d"))?.first(), all.last());
    Ok(())
}

#[test]
fn what_is_wrong_with_the_files_is_said() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let folder = folder.path();
    write_task(folder)?;
    let stray = folder.join("stray.jsonl");
    let one = "[{\"id\":\"c\",\"text\":\"да\"}]";
    let list = |candidates: &str| {
        format!("{{\"id\":\"nowhere\",\"pool\":\"same\",\"candidates\":{candidates}}}\n")
    };
    fs::write(&stray, list("[]"))?;
    for (lang, said) in [("en", "there are no candidates"), ("ru", "нет ни одного варианта")]
    {
        let ran =
            answer(folder, "out", &["--lang", lang, "--select", &stray.display().to_string()])?;
        assert!(ran.code == Some(1) && ran.err.contains("stray.jsonl, "), "{ran:?}");
        assert!(ran.err.contains(said), "{ran:?}");
    }
    fs::write(&stray, list(one))?;
    let ran = answer(folder, "out", &["--lang", "en", "--select", &stray.display().to_string()])?;
    assert_eq!(ran.code, Some(1));
    assert!(ran.err.contains("candidates for nowhere"), "{}", ran.err);
    assert!(!folder.join("out").exists(), "nothing is written");

    let inputs = fs::read(folder.join("contexts.jsonl"))?;
    let ran = answer(folder, "contexts.jsonl", &["--lang", "en"])?;
    assert_eq!(ran.code, Some(1));
    assert!(ran.err.contains("it would be overwritten"), "{}", ran.err);
    assert_eq!(fs::read(folder.join("contexts.jsonl"))?, inputs);

    let silent = json!({"id": 1, "type": "message", "date_unixtime": "1", "from_id": "user201", "text": "да"});
    history::write(&folder.join("history.json"), &[export::chat("personal_chat", 201, &[silent])])?;
    for (lang, said) in [("en", "no reply of the owner"), ("ru", "нет ни одного ответа владельца")]
    {
        let ran = answer(folder, "out", &["--lang", lang])?;
        assert_eq!(ran.code, Some(1));
        assert!(ran.err.contains(said), "{}", ran.err);
    }
    Ok(())
}
