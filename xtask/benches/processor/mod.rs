//! The processor time of a process: a figure that other work on the machine hardly
//! changes.

use std::time::Duration;

use anyhow::Context as _;

/// The time for which a process, a number or `self`, and those that it started and that have ended, have kept the
/// processors busy.
pub(crate) fn processor_time(process: &str) -> anyhow::Result<Duration> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat"))?;
    // The name of the program, which may hold anything, ends with the last bracket.
    let (_, fields) = stat.rsplit_once(')').context("an unknown form of /proc/self/stat")?;
    let ticks: u64 = fields.split_whitespace().skip(11).take(4).flat_map(str::parse::<u64>).sum();
    // Linux shows programs a hundred ticks a second, whatever it counts by itself.
    Ok(Duration::from_millis(ticks * 10))
}
