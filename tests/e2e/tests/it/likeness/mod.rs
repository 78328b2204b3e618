//! `aitwin eval` and `aitwin answer`: how like its owner the twin writes.

mod answer;
mod chance;
mod export;
mod history;
mod model;
mod page;
mod people;
mod refused;
mod task;

use std::fs;
use std::path::Path;

use e2e::program::{Ran, run};
use serde_json::{Value, json};

fn eval(arguments: &[&str]) -> anyhow::Result<Ran> {
    run(&[&["eval"], arguments].concat())
}

fn json_of(path: &Path) -> anyhow::Result<Value> {
    Ok(serde_json::from_slice(&fs::read(path)?)?)
}

#[test]
fn a_history_is_measured_and_reported_in_both_languages() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let export = folder.path().join("result.json");
    history::write(&export, &history::chats(100))?;
    let export = export.display().to_string();
    let file = |name: &str| folder.path().join(name);
    let measured = |lang: &str, json: &Path, html: &Path| {
        let (json, html) = (json.display().to_string(), html.display().to_string());
        let files = ["--json", &json, "--html", &html];
        eval(
            &[
                &["--lang", lang, "--history", &export, "--contexts", "40", "--bootstraps", "20"],
                &files[..],
            ]
            .concat(),
        )
    };
    let english = measured("en", &file("a.json"), &file("a.html"))?;
    assert_eq!(english.code, Some(0), "{english:?}");
    for said in ["Sounds like you", "Your real reply is among the ten", "a random reply of yours"] {
        assert!(english.out.contains(said), "{said}: {}", english.out);
    }
    let russian = measured("ru", &file("b.json"), &file("b.html"))?;
    assert!(russian.out.contains("Похоже на вас"), "{russian:?}");
    assert_eq!(
        fs::read(file("a.json"))?,
        fs::read(file("b.json"))?,
        "the same seed, the same figures"
    );

    let report = json_of(&file("a.json"))?;
    assert_eq!(report["asked"], 40);
    assert_eq!(report["people"], 4);
    let row = |name: &str| &report["table"][name];
    assert!(row("real")["AAmask@10"].as_f64() > Some(0.9), "{}", row("real"));
    assert!(row("generic")["C2ST"].as_f64() > Some(0.95), "{}", row("generic"));
    assert!(row("twin")["coverage"].as_f64() > Some(0.2), "{}", row("twin"));
    assert!(report["curve"].as_array().is_some_and(|curve| !curve.is_empty()));
    let alarms = &report["real_alarms"];
    let count = |of: &str| alarms[of].as_u64().unwrap_or_default();
    assert!(count("replies") > 30 && count("refused") + count("asked") < 40, "{alarms}");
    assert!(english.out.contains("Had one written your own"), "{}", english.out);

    let page = fs::read_to_string(file("b.html"))?;
    assert!(
        page.contains("<svg")
            && page.contains("Рядом")
            && page.contains("Проверка и ваши собственные ответы")
    );
    for foreign in ["http://", "https://", "<script", "921", "src="] {
        assert!(!page.contains(foreign), "the page holds {foreign}");
    }
    Ok(())
}

#[test]
fn the_database_is_measured_as_the_export_is() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let export = folder.path().join("result.json");
    history::write(&export, &history::chats(50))?;
    let (export, data) =
        (export.display().to_string(), folder.path().join("data").display().to_string());
    assert_eq!(run(&["import", &export, "--data", &data])?.code, Some(0));
    let asked = ["--chat", "201", "--contexts", "8", "--lang", "en"];
    let from_export = eval(&[&["--history", &export], &asked[..]].concat())?;
    let from_database = eval(&[&["--data", &data], &asked[..]].concat())?;
    assert_eq!(from_export.code, Some(0), "{from_export:?}");
    assert_eq!(from_export.out, from_database.out);
    Ok(())
}

#[test]
fn too_little_to_measure_is_said_with_numbers() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let export = folder.path().join("result.json");
    let refused = |chats: &[String], arguments: &[&str]| -> anyhow::Result<String> {
        history::write(&export, chats)?;
        let path = export.display().to_string();
        let ran = eval(&[&["--lang", "en", "--history", &path], arguments].concat())?;
        assert_eq!((ran.code, ran.out.as_str()), (Some(1), ""), "{ran:?}");
        Ok(ran.err)
    };
    let few = refused(&history::chats(9), &[])?;
    assert!(few.contains("27 of your replies were found, and 40 are needed"), "{few}");
    for chats in [Vec::new(), vec![one_sided()]] {
        let none = refused(&chats, &[])?;
        assert!(none.contains("0 of your replies were found"), "{none}");
    }
    let single = json!({
        "id": 1, "type": "message", "date_unixtime": "1", "from_id": "user100", "text": "да"
    });
    let single = refused(&[export::chat("personal_chat", 201, &[single])], &[])?;
    assert!(single.contains("of 1 messages 1 are yours"), "{single}");
    Ok(())
}

/// A chat in which only the owner writes.
fn one_sided() -> String {
    let messages: Vec<Value> = (1..200)
        .map(|id| {
            json!({"id": id, "type": "message", "date_unixtime": (id * 9000).to_string(),
                   "from_id": "user100", "text": format!("ау {id}")})
        })
        .collect();
    export::chat("personal_chat", 201, &messages)
}

/// What the benchmark's own program (Python 3.11, numpy 2.4, scikit-learn 1.9) finds in the folder
/// that `task::make` writes, with `mixed=mixed.jsonl --select --boots 20`.
const KNOWN: &str = include_str!("known.json");

#[test]
fn figures_agree_with_those_of_the_benchmark() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    task::make(folder.path())?;
    let (path, json) = (folder.path().display().to_string(), folder.path().join("out.json"));
    let mixed = format!("mixed={path}/mixed.jsonl");
    let json_path = json.display().to_string();
    let ran = eval(&[
        "--lang",
        "en",
        "--task",
        &path,
        &mixed,
        "--select",
        "--bootstraps",
        "20",
        "--json",
        &json_path,
    ])?;
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.out.contains("AAmask@10") && ran.out.contains("conditions are met"), "{}", ran.out);

    let known: Value = serde_json::from_str(KNOWN)?;
    let found = json_of(&json)?;
    let mut compared = 0;
    for part in ["table", "selection"] {
        for (row, figures) in known[part].as_object().into_iter().flatten() {
            for (name, figure) in figures.as_object().into_iter().flatten() {
                compared += near(figure, &found[part][row][name], &format!("{row} {name}"));
            }
        }
    }
    assert!(compared > 100, "{compared} figures were compared");
    assert_eq!(found["gates"], known["gates"]);
    Ok(())
}

/// Compares a figure or an interval; says how many numbers it was.
fn near(known: &Value, found: &Value, what: &str) -> usize {
    match known {
        Value::Array(all) if all.iter().all(Value::is_number) => {
            all.iter().enumerate().map(|(at, known)| near(known, &found[at], what)).sum()
        }
        Value::Number(number) => {
            let (known, found) = (number.as_f64(), found.as_f64());
            let apart = known.zip(found).map(|(known, found)| (known - found).abs());
            assert!(apart < Some(0.02) && apart.is_some(), "{what}: {found:?} is not {known:?}");
            1
        }
        known => {
            assert_eq!(known, found, "{what}");
            1
        }
    }
}

#[test]
fn what_is_wrong_with_a_task_is_said() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    task::make(folder.path())?;
    let path = folder.path().display().to_string();
    let refused = |arguments: &[&str], said: &str| -> anyhow::Result<()> {
        let ran = eval(&[&["--lang", "en", "--task", &path], arguments].concat())?;
        assert_eq!(ran.code, Some(1), "{ran:?}");
        assert!(ran.err.contains(said), "{said}: {}", ran.err);
        Ok(())
    };
    refused(&["real=x.jsonl"], "real is the name of a baseline")?;
    refused(&[&format!("x={path}/judge")], "There are no replies in")?;
    let broken = folder.path().join("broken.jsonl");
    fs::write(&broken, "{\"id\":\"a\",\"bubbles\":[]}\n{\"id\":\"b\",\"bubbles\":7}\n")?;
    refused(&[&broken.display().to_string()], "broken.jsonl, line 2: ")?;
    fs::remove_file(folder.path().join("carl/contexts.jsonl"))?;
    refused(&[], "contexts.jsonl cannot be read")?;
    Ok(())
}
