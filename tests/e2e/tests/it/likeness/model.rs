//! `aitwin eval` and `aitwin answer` with a model that writes.

use std::path::Path;

use e2e::model;
use e2e::program::run;

use super::{answer, json_of};

/// Nothing that the history's owner ever wrote.
const WRITTEN: &str = "ну это сам глянь))";

/// The arguments of both commands, for a history in a folder.
fn commands(folder: &Path) -> anyhow::Result<[Vec<String>; 2]> {
    answer::write_task(folder)?;
    let file = |name: &str| folder.join(name).display().to_string();
    let history = file("history.json");
    let eval = ["eval", "--history", &history, "--json", &file("report"), "--bootstraps", "5"];
    let answer = ["answer", "--history", &history, "--contexts", &file("contexts.jsonl")];
    let mut answer = answer.map(str::to_owned).to_vec();
    answer.extend(["--out".to_owned(), file("replies")]);
    Ok([eval.map(str::to_owned).to_vec(), answer])
}

#[tokio::test]
async fn what_a_model_writes_is_measured_with_what_it_took() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let writer = model::that_writes(WRITTEN).await;
    let spec = model::spec(&writer);
    let [eval, answer] = commands(folder.path())?;
    let mut asked = 0;
    for (lang, command, sample) in [("en", &eval, "24"), ("ru", &eval, "24"), ("en", &answer, "3")]
    {
        let mut line: Vec<&str> = command.iter().map(String::as_str).collect();
        line.extend(["--model", &spec, "--sample", sample, "--lang", lang]);
        let ran = run(&line)?;
        assert_eq!(ran.code, Some(0), "{ran:?}");
        let count: usize = sample.parse()?;
        asked += count;
        assert_eq!(model::asked(&writer).await, asked, "one question for each moment");
        let (read, written) = model::TOOK;
        let (read, written) = (read * count as u64, written * count as u64);
        for said in [&spec, sample, &read.to_string(), &written.to_string(), "321"] {
            assert!(ran.out.contains(said), "{said}: {}", ran.out);
        }
        // What runs on this machine costs nothing.
        assert!(!ran.out.contains("cost") && !ran.out.contains("тоимость"), "{}", ran.out);
    }

    let report = json_of(&folder.path().join("report"))?;
    assert_eq!(report["asked"], 24);
    assert_eq!(report["model"]["model"], spec);
    assert_eq!(report["model"]["usage"]["prompt"], 24 * model::TOOK.0);
    assert_eq!(report["table"]["twin"]["coverage"], 1.0);
    assert!(report["table"]["twin"]["verbatim"].as_f64() < Some(0.1), "the model wrote it");
    assert_eq!(report["model"]["alarms"]["replies"], 24);
    let replies = answer::rows(&folder.path().join("replies"))?;
    let said = replies.iter().map(|reply| reply["bubbles"].to_string()).collect::<String>();
    assert!(replies.len() == 3 && said.matches("глянь").count() == 3, "{said}");
    Ok(())
}

#[tokio::test]
async fn a_model_that_will_not_do_is_told_before_anything_is_written() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let refusing = model::without_a_key().await;
    let refusing = model::spec(&refusing);
    let long = format!("gemni:{}", "x".repeat(500));
    for (at, command) in commands(folder.path())?.iter().enumerate() {
        for (arguments, code, english, russian) in [
            (&["--model", "foo"][..], 2, "The providers are gemini", "Сервисы: gemini"),
            (&["--model", &long], 2, "xxx… names no provider", "xxx… не называет"),
            (&["--model", "gemini:x"], 1, "Set GEMINI_API_KEY", "Задайте GEMINI_API_KEY"),
            (&["--model", "compatible:x"], 2, "Where is the server?", "Где сервер?"),
            (&["--model", "ollama:x", "--sample", "0"], 2, "above zero", "больше нуля"),
            (&["--model", "ollama:x", "--candidates", "0"], 2, "above zero", "больше нуля"),
            (&["--model", "ollama:x", "--candidates", "99"], 1, "cannot be 99", "не может быть 99"),
            (&["--sample", "5"], 2, "--model <MODEL>", "--model <МОДЕЛЬ>"),
            (&["--model", &refusing], 1, "does not take the key", "не принимает ключ"),
        ] {
            for (lang, sign) in [("en", english), ("ru", russian)] {
                let mut line: Vec<&str> = command.iter().map(String::as_str).collect();
                line.extend(arguments);
                line.extend(["--lang", lang]);
                let ran = run(&line)?;
                assert_eq!(ran.code, Some(code), "{ran:?}");
                assert!(ran.err.contains(sign), "{sign}: {ran:?}");
                assert!(!ran.err.contains(&"x".repeat(100)), "{ran:?}");
            }
        }
        for name in ["report", "replies"] {
            assert!(!folder.path().join(name).exists(), "{at}: {name} is written");
        }
    }
    let ran = run(&["eval", "--task", "t", "--model", "ollama:x"])?;
    assert!(ran.code == Some(2) && ran.err.contains("--task"), "{ran:?}");
    Ok(())
}
