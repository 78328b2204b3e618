//! Figures for programs, in the form in which the benchmark writes its own.

use serde_json::{Map, Value, json};
use style::fidelity::{Judged, Task, Verdict, gates};

/// All figures of a task.
pub(crate) fn of_task(task: &Task, verdict: &Verdict, systems: &[String]) -> Value {
    let owners: Vec<&str> = task.writers.iter().map(|writer| writer.name.as_str()).collect();
    let reached = systems.iter().map(|name| {
        let gates = gates(verdict, name);
        let gates = gates.iter().map(|gate| (gate.title.to_owned(), json!(gate.passed)));
        (name.clone(), Value::Object(gates.collect()))
    });
    let selection =
        verdict.selection.iter().map(|row| (format!("{}/{}", row.system, row.pool), json!(row)));
    json!({
        "owners": owners,
        "table": table(&verdict.table),
        "gates": reached.collect::<Map<String, Value>>(),
        "selection": selection.collect::<Map<String, Value>>(),
    })
}

fn table(rows: &[Judged]) -> Map<String, Value> {
    rows.iter().map(|row| (row.system.clone(), json!(row.figures))).collect()
}
