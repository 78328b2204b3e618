//! The figures of a task as a table: a line for each baseline and system.

use style::fidelity::{Figures, Interval, Task, Verdict, gates};

use crate::language::{Texts, text};

/// A column: its head, its width, its figure and the figure's interval.
type Column = (&'static str, usize, fn(&Figures) -> Option<f64>, fn(&Figures) -> Option<Interval>);

const NO_INTERVAL: fn(&Figures) -> Option<Interval> = |_| None;

/// All but the number of moments, which is no measure.
const COLUMNS: [Column; 12] = [
    ("coverage", 8, |row| row.coverage, NO_INTERVAL),
    ("AA@10", 6, |row| row.attribution, NO_INTERVAL),
    ("AAmask@10", 17, |row| row.attribution_masked, |row| row.attribution_masked_interval),
    ("C2ST", 17, |row| row.two_sample, |row| row.two_sample_interval),
    ("styledist", 9, |row| row.styledist, NO_INTERVAL),
    ("KSlen", 6, |row| row.lengths, NO_INTERVAL),
    ("dBurst", 6, |row| row.bursts, NO_INTERVAL),
    ("novR@1", 6, |row| row.novel_first, NO_INTERVAL),
    ("novR@10", 17, |row| row.novel_among_ten, |row| row.novel_interval),
    ("verbatim", 8, |row| row.verbatim, NO_INTERVAL),
    ("echo", 5, |row| row.echo, NO_INTERVAL),
    ("delayKS", 7, |row| row.delays, NO_INTERVAL),
];

/// The table, what the systems in it reach, and how they chose among candidates.
pub(crate) fn lines(
    texts: &Texts,
    task: &Task,
    verdict: &Verdict,
    systems: &[String],
) -> Vec<String> {
    let owners: Vec<&str> = task.writers.iter().map(|writer| writer.name.as_str()).collect();
    let mut lines = vec![text!(
        texts,
        "eval-owners",
        count = owners.len(),
        names = owners.join(" "),
        chance = format!("{:.3}", 1.0 / owners.len().max(1) as f64)
    )];
    let heads: Vec<String> =
        COLUMNS.iter().map(|(name, width, ..)| format!("{name:>width$}")).collect();
    lines.push(format!("{:14}{:>5} {}", "system", "n", heads.join(" ")));
    for row in &verdict.table {
        let cells: Vec<String> = COLUMNS
            .iter()
            .map(|(_, width, figure, range)| {
                let cell = match (figure(&row.figures), range(&row.figures)) {
                    (None, _) => "-".to_owned(),
                    (Some(figure), None) => format!("{figure:.3}"),
                    (Some(figure), Some(Interval(low, high))) => {
                        format!("{figure:.3} [{low:.2},{high:.2}]")
                    }
                };
                format!("{cell:>width$}")
            })
            .collect();
        lines.push(format!("{:14}{:>5} {}", row.system, row.figures.n, cells.join(" ")));
    }
    for system in systems {
        lines.extend(reached(texts, verdict, system));
    }
    if !verdict.selection.is_empty() {
        lines.push(format!(
            "\n{:14} {:6} {:>5} {:>6} {:>6} {:>6}",
            "selection", "pool", "n", "R@1", "R@10", "MRR"
        ));
        lines.extend(verdict.selection.iter().map(|row| {
            format!(
                "{:14} {:6} {:>5} {:6.3} {:6.3} {:6.3}",
                row.system, row.pool, row.n, row.first, row.among_ten, row.reciprocal
            )
        }));
    }
    lines
}

/// How a system stands against the gates.
fn reached(texts: &Texts, verdict: &Verdict, system: &str) -> Vec<String> {
    let Some(row) = verdict.table.iter().find(|row| row.system == system) else {
        return Vec::new();
    };
    let worst = row.figures.worst_features.join(", ");
    let mut lines =
        vec![format!("\n{}", text!(texts, "eval-worst", system = system, features = worst))];
    if row.figures.delays_told {
        lines.push(text!(texts, "eval-delays-told"));
    }
    let gates = gates(verdict, system);
    for gate in &gates {
        let mark = match gate.passed {
            Some(true) => text!(texts, "eval-gate-passed"),
            Some(false) => text!(texts, "eval-gate-failed"),
            None => text!(texts, "eval-gate-unknown"),
        };
        lines.push(format!("  {mark:>5}  {}", gate.title));
    }
    let passed = gates.iter().filter(|gate| gate.passed == Some(true)).count();
    lines.push(text!(texts, "eval-gates", passed = passed, all = gates.len()));
    lines
}
