//! The table of measurements, in Markdown as BENCHMARKS.md has it.

use std::fs;

use serde::Deserialize;

use crate::shell::say;

/// One measured number.
#[derive(Debug, Deserialize)]
pub(super) struct Row {
    /// What was measured.
    pub(super) what: String,
    /// The number with its unit.
    pub(super) measured: String,
    /// What it should be, or nothing.
    #[serde(default)]
    pub(super) goal: String,
    /// Whether it is judged, and is not what it should be.
    #[serde(default)]
    pub(super) missed: bool,
}

impl Row {
    pub(super) fn new(
        what: impl Into<String>,
        measured: impl Into<String>,
        goal: impl Into<String>,
    ) -> Self {
        Self { what: what.into(), measured: measured.into(), goal: goal.into(), missed: false }
    }
}

/// Prints the rows with the machine, the date and the command that made them.
pub(super) fn print(command: &str, rows: &[Row]) -> anyhow::Result<()> {
    say(format_args!("\n`{command}`, {}, on {}\n", today(), machine()?));
    say("| what | measured | goal |");
    say("|---|---:|---:|");
    for Row { what, measured, goal, .. } in rows {
        say(format_args!("| {what} | {measured} | {goal} |"));
    }
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "a measurement carries the date it was made on")]
fn today() -> jiff::civil::Date {
    jiff::Zoned::now().date()
}

/// Processor, cores, memory and system.
fn machine() -> anyhow::Result<String> {
    let cpus = fs::read_to_string("/proc/cpuinfo")?;
    let memory = fs::read_to_string("/proc/meminfo")?;
    let release = fs::read_to_string("/etc/os-release").unwrap_or_default();
    let processor = field(&cpus, "model name", ':').unwrap_or("unknown processor");
    let cores = std::thread::available_parallelism()?;
    let gibibytes = kibibytes(&memory, "MemTotal").unwrap_or_default() / (1 << 20);
    let system = field(&release, "PRETTY_NAME", '=').unwrap_or("Linux").trim_matches('"');
    Ok(format!("{processor}, {cores} cores, {gibibytes} GiB, {system}"))
}

/// The value of the first line with this name.
fn field<'a>(text: &'a str, name: &str, separator: char) -> Option<&'a str> {
    text.lines().find_map(|line| {
        let (key, value) = line.split_once(separator)?;
        (key.trim() == name).then(|| value.trim())
    })
}

/// A number of KiB from one of the files of `/proc`.
pub(super) fn kibibytes(text: &str, name: &str) -> Option<u64> {
    field(text, name, ':')?.strip_suffix(" kB")?.trim().parse().ok()
}

/// KiB as MiB for people.
pub(super) fn mebibytes(kibibytes: u64) -> String {
    format!("{:.1} MiB", kibibytes as f64 / 1024.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_of_proc_are_read() {
        let status = "Name:\taitwin\nVmHWM:\t   51200 kB\nVmRSS:\t   1024 kB\n";
        assert_eq!(kibibytes(status, "VmHWM"), Some(51_200));
        assert_eq!(kibibytes(status, "VmSwap"), None);
        assert_eq!(field("model name\t: A: B\n", "model name", ':'), Some("A: B"));
        assert_eq!(mebibytes(1536), "1.5 MiB");
    }
}
