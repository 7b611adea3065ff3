//! What is known of the machine and of a process on it. Read from `/proc`: where there is none, it is not known.

use std::time::Duration;

use anyhow::Context;
use serde::Serialize;

/// Ticks in a second of processor time, which Linux shows the same on every machine.
const TICKS: u64 = 100;

/// The machine that the figures are from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Machine {
    /// Name of the processor.
    pub processor: String,
    /// Processors that this program may use.
    pub cores: usize,
    /// Memory in MiB.
    pub memory_mib: u64,
    /// The operating system's kernel.
    pub system: String,
}

impl Machine {
    /// This machine.
    pub fn this() -> Self {
        let information = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let processor = information.lines().find_map(|line| line.strip_prefix("model name")?.split_once(':'));
        let kernel = std::fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
        Machine {
            processor: processor.map_or_else(|| "unknown".into(), |(_, name)| name.trim().to_owned()),
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            memory_mib: std::fs::read_to_string("/proc/meminfo")
                .ok()
                .and_then(|text| field(&text, "MemTotal"))
                .unwrap_or(0)
                / 1024,
            system: format!("{} {}", std::env::consts::OS, kernel.trim()),
        }
    }
}

/// How many programs were running or waiting for a processor during the last minute.
pub(crate) fn load() -> Option<f64> {
    std::fs::read_to_string("/proc/loadavg").ok()?.split(' ').next()?.parse().ok()
}

/// Memory of a process in MiB.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Memory {
    /// Resident now.
    pub resident: f64,
    /// Resident at most.
    pub peak: f64,
}

pub(crate) fn memory(process: u32) -> anyhow::Result<Memory> {
    let path = format!("/proc/{process}/status");
    let text =
        std::fs::read_to_string(&path).with_context(|| format!("{path} tells no memory: is the server gone?"))?;
    let mib = |name| field(&text, name).map(|kib| kib as f64 / 1024.0);
    Ok(Memory { resident: mib("VmRSS").unwrap_or(0.0), peak: mib("VmHWM").unwrap_or(0.0) })
}

/// Lets the peak of a process begin anew; where that is not possible it is that since its start.
pub(crate) fn forget_peak(process: u32) {
    let _ = std::fs::write(format!("/proc/{process}/clear_refs"), "5");
}

/// Processor time of a process with all its threads, those that have ended included.
pub(crate) fn processor_time(process: u32) -> Option<Duration> {
    let text = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    ticks(&text).map(|ticks| Duration::from_millis(ticks * 1000 / TICKS))
}

/// Fields 14 and 15; the second one is a name, which may hold anything but ends with the last parenthesis.
fn ticks(stat: &str) -> Option<u64> {
    let mut fields = stat.rsplit_once(')')?.1.split_ascii_whitespace().skip(11);
    Some(fields.next()?.parse::<u64>().ok()? + fields.next()?.parse::<u64>().ok()?)
}

/// The number in a line such as `VmRSS:   1234 kB`.
fn field(text: &str, name: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
    line.split_ascii_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn processor_time_is_found_behind_any_name() {
        let stat = "42 (a) b) S 1 42 42 0 -1 4194304 100 0 0 0 250 30 0 0 20 0 5 0 900";
        assert_eq!(ticks(stat), Some(280));
        assert_eq!(ticks("42 (x"), None);
    }

    #[test]
    fn numbers_are_found_by_their_whole_name() {
        let status = "VmPeak:\t  900 kB\nVmRSS:\t  700 kB\n";
        assert_eq!(field(status, "VmRSS"), Some(700));
        assert_eq!(field(status, "Vm"), None);
    }
}
