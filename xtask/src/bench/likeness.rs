//! How like its owners the twin writes, on tasks of the likeness benchmark: `aitwin answer` for each
//! owner, and `aitwin eval` over all of them.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, ensure};
use serde_json::Value;

use super::process;
use super::table::{Row, mebibytes};
use crate::shell;

/// The figures that are told, and the baselines beside them.
const FIGURES: [&str; 7] =
    ["coverage", "AAmask@10", "C2ST", "styledist", "novR@10", "verbatim", "delayKS"];
const BASELINES: [&str; 3] = ["real", "random_own", "retrieval"];
const TWIN: &str = "twin";

pub(super) fn measure(tasks: &[PathBuf]) -> anyhow::Result<Vec<Row>> {
    let binary = process::release_binary()?;
    let mut rows = Vec::new();
    for task in tasks {
        let task =
            fs::canonicalize(task).with_context(|| format!("no task in {}", task.display()))?;
        rows.extend(of_task(&binary, &task)?);
    }
    Ok(rows)
}

fn of_task(binary: &Path, task: &Path) -> anyhow::Result<Vec<Row>> {
    let name = task.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let out = tempfile::tempdir()?;
    let (mut owners, mut contexts, mut seconds, mut peak) = (0, 0, 0.0, 0);
    for entry in fs::read_dir(task)? {
        let folder = entry?.path();
        let asked = folder.join("contexts.jsonl");
        let Ok(moments) = fs::read_to_string(&asked) else { continue };
        let owner = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let replies = out.path().join(format!("{owner}.jsonl"));
        let taken = process::run(
            shell::command(binary)
                .arg("answer")
                .args(["--history".as_ref(), folder.join("history.json").as_os_str()])
                .args(["--contexts".as_ref(), asked.as_os_str()])
                .args(["--select".as_ref(), folder.join("select.jsonl").as_os_str()])
                .args(["--out".as_ref(), replies.as_os_str()]),
        )?;
        owners += 1;
        contexts += moments.lines().count();
        seconds += taken.time.as_secs_f64();
        peak = peak.max(taken.peak);
    }
    ensure!(owners > 0, "{} holds no owner's contexts.jsonl", task.display());
    let figures = out.path().join("figures.json");
    let replies = format!("{TWIN}={}", out.path().display());
    let judged = process::run(
        shell::command(binary)
            .args(["eval", "--lang", "en", "--select", "--task"])
            .arg(task)
            .arg(replies)
            .args(["--json".as_ref(), figures.as_os_str()]),
    )?;
    let figures: Value = serde_json::from_slice(&fs::read(figures)?)?;
    let mut rows = vec![
        Row::new(
            format!("{name}: learning and {contexts} replies for {owners} owners"),
            format!("{seconds:.1} s"),
            "",
        ),
        Row::new(format!("{name}: peak memory of one owner"), mebibytes(peak), ""),
        Row::new(
            format!("{name}: judging them"),
            format!("{:.1} s, {}", judged.time.as_secs_f64(), mebibytes(judged.peak)),
            "under 60 s",
        ),
    ];
    rows.extend(told(&name, &figures));
    Ok(rows)
}

/// The twin's figures, each beside those of the baselines.
fn told(task: &str, figures: &Value) -> Vec<Row> {
    let written = |figure: &Value| {
        figure.as_f64().map_or_else(|| "-".to_owned(), |figure| format!("{figure:.3}"))
    };
    let mut rows: Vec<Row> = FIGURES
        .iter()
        .map(|name| {
            let of = |system: &str| written(&figures["table"][system][name]);
            let beside: Vec<String> =
                BASELINES.iter().map(|system| format!("{system} {}", of(system))).collect();
            Row::new(format!("{task}: {name}"), of(TWIN), beside.join(", "))
        })
        .collect();
    for pool in ["same", "cross"] {
        for name in ["R@1", "R@10"] {
            let of =
                |system: &str| written(&figures["selection"][format!("{system}/{pool}")][name]);
            let what = format!("{task}: selection, {pool}, {name}");
            rows.push(Row::new(what, of(TWIN), format!("tfidf {}", of("tfidf"))));
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn figures_stand_beside_those_of_the_baselines() {
        let figures = json!({
            "table": {"real": {"C2ST": 0.5}, "retrieval": {"C2ST": 0.7}, "twin": {"C2ST": 0.625}},
            "selection": {"twin/cross": {"R@1": 0.34}, "tfidf/cross": {"R@1": 0.194}},
        });
        let rows = told("t", &figures);
        let row = |what: &str| rows.iter().find(|row| row.what == what).unwrap();
        assert_eq!(row("t: C2ST").measured, "0.625");
        assert_eq!(row("t: C2ST").goal, "real 0.500, random_own -, retrieval 0.700");
        assert_eq!(row("t: selection, cross, R@1").measured, "0.340");
        assert_eq!(row("t: selection, same, R@1").measured, "-");
    }
}
