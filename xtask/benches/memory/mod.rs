//! The memory of a process.

use anyhow::Context as _;

/// A value of `/proc/PROCESS/status`, in KiB; the process is a number or `self`.
pub(crate) fn memory(process: &str, name: &str) -> anyhow::Result<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let value = status
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(':')?.trim().strip_suffix(" kB"));
    Ok(value.with_context(|| format!("the kernel does not tell {name}"))?.parse()?)
}

/// KiB as MiB for people.
pub(crate) fn mebibytes(kibibytes: u64) -> String {
    format!("{:.0} MiB", kibibytes as f64 / 1024.0)
}
