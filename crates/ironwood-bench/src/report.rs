//! What the run says at its end: a table for people, one line of JSON for programs.

use std::fmt::Write as _;

use serde::Serialize;

use crate::Options;
use crate::machine::{self, Machine, Memory};
use crate::measure::Times;

/// All figures of a run.
#[derive(Debug, Serialize)]
pub struct Report {
    /// Version of the program.
    pub version: &'static str,
    /// Whether it was compiled without optimisation: then the figures say little.
    pub unoptimised: bool,
    /// `sqlite` or `postgres`.
    pub engine: &'static str,
    /// The machine.
    pub machine: Machine,
    /// Programs that wanted a processor when the run began.
    pub load_at_begin: Option<f64>,
    /// And when it ended.
    pub load_at_end: Option<f64>,
    /// Seconds for which each request, and each floor, was measured.
    pub seconds: f64,
    /// Clients at once where the throughput was measured.
    pub clients: usize,
    /// One for each size.
    pub runs: Vec<Run>,
}

/// The figures of one size.
#[derive(Debug, Serialize)]
pub struct Run {
    /// Parts.
    pub parts: usize,
    /// Stock items.
    pub stock: usize,
    /// Seconds it took to make the database.
    pub filled_in: f64,
    /// Answers that the server gave in all.
    pub answers: usize,
    /// Memory of the server after all of them, in MiB.
    pub resident_at_end: f64,
    /// One for each request.
    pub rows: Vec<Row>,
}

/// The figures of one request.
#[derive(Debug, Serialize)]
pub struct Row {
    /// What it is called.
    pub name: &'static str,
    /// Path and query.
    pub url: String,
    /// Length of the answer.
    pub bytes: u64,
    /// Statements that it takes, the look-up of the caller among them.
    pub statements: usize,
    /// Cells that those give.
    pub cells: u64,
    /// One client alone.
    pub alone: Figures,
    /// The bare statements.
    pub floor: Figures,
    /// Median by median.
    pub ratio: f64,
    /// Processor time of the server for an answer, in milliseconds, all its threads together.
    pub processor_ms: Option<f64>,
    /// Answers in a second when all clients asked together; not for long lists.
    pub crowd_per_second: Option<f64>,
    /// Memory of the server.
    pub memory: Memory,
}

/// How long one side took.
#[derive(Debug, Serialize)]
pub struct Figures {
    /// How often it was measured.
    pub runs: usize,
    /// Runs in a second, one after the other.
    pub per_second: f64,
    /// Median in milliseconds.
    pub p50_ms: f64,
    /// 99 of 100 took no longer.
    pub p99_ms: f64,
}

impl From<&Times> for Figures {
    fn from(times: &Times) -> Self {
        Figures {
            runs: times.count(),
            per_second: times.per_second(),
            p50_ms: times.percentile(50),
            p99_ms: times.percentile(99),
        }
    }
}

impl Row {
    /// Answers in a second that one core gives.
    fn per_core(&self) -> Option<f64> {
        self.processor_ms.filter(|millis| *millis > 0.0).map(|millis| 1e3 / millis)
    }
}

impl Report {
    pub(crate) fn new(options: &Options) -> Self {
        Report {
            version: env!("CARGO_PKG_VERSION"),
            unoptimised: cfg!(debug_assertions),
            engine: if options.postgres.is_some() { "postgres" } else { "sqlite" },
            machine: Machine::this(),
            load_at_begin: machine::load(),
            load_at_end: None,
            seconds: options.time.as_secs_f64(),
            clients: options.clients,
            runs: Vec::new(),
        }
    }

    /// For people.
    pub fn table(&self) -> String {
        let mut out = String::new();
        // Writing to a String cannot fail.
        let _ = self.write_table(&mut out);
        out
    }

    /// For programs.
    ///
    /// # Errors
    /// Never; figures are always JSON.
    pub fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string(self)
    }

    fn write_table(&self, out: &mut String) -> std::fmt::Result {
        let Machine { processor, cores, memory_mib, system } = &self.machine;
        writeln!(
            out,
            "Ironwood {} on {}; {processor}, {cores} cores, {memory_mib} MiB, {system}",
            self.version, self.engine
        )?;
        let load = |load: Option<f64>| load.map_or_else(|| "unknown".into(), |load| format!("{load:.1}"));
        let (before, after) = (load(self.load_at_begin), load(self.load_at_end));
        writeln!(out, "load {before} before, {after} after; {} s for each request and each floor", self.seconds)?;
        if self.unoptimised {
            writeln!(out, "This program was compiled without optimisation: build it with --release to measure.")?;
        }
        for run in &self.runs {
            writeln!(
                out,
                "\n{} parts, {} stock items, made in {:.1} s; {:.0} MiB resident after {} answers",
                run.parts, run.stock, run.filled_in, run.resident_at_end, run.answers
            )?;
            let crowd = format!("{} at once", self.clients);
            write_line(
                out,
                [
                    "",
                    "bytes",
                    "sql",
                    "p50 ms",
                    "p99 ms",
                    "floor p50",
                    "ratio",
                    "cpu ms",
                    "/s, core",
                    &crowd,
                    "peak MiB",
                ],
            )?;
            for row in &run.rows {
                let or_none = |number: Option<f64>| number.map_or_else(|| "-".into(), short);
                write_line(
                    out,
                    [
                        row.name,
                        &row.bytes.to_string(),
                        &row.statements.to_string(),
                        &short(row.alone.p50_ms),
                        &short(row.alone.p99_ms),
                        &short(row.floor.p50_ms),
                        &short(row.ratio),
                        &or_none(row.processor_ms),
                        &or_none(row.per_core()),
                        &or_none(row.crowd_per_second),
                        &format!("{:.0}", row.memory.peak),
                    ],
                )?;
            }
        }
        Ok(())
    }
}

fn write_line(out: &mut String, [name, cells @ ..]: [&str; 11]) -> std::fmt::Result {
    write!(out, "{name:<25}")?;
    for cell in cells {
        write!(out, "{cell:>11}")?;
    }
    writeln!(out)
}

/// Three figures that count.
fn short(number: f64) -> String {
    let decimals = if number < 10.0 {
        2
    } else if number < 100.0 {
        1
    } else {
        0
    };
    format!("{number:.decimals$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_as_long_as_they_mean_something() {
        assert_eq!([1.234, 12.34, 1234.5].map(short), ["1.23", "12.3", "1234"]);
    }
}
