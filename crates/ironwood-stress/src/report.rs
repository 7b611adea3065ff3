//! What the run says at its end: a few lines for people, one line of JSON for programs.

use std::fmt::Write as _;

use serde::Serialize;

use crate::check::Verdict;
use crate::ledger::Outcome;
use crate::scenario::Proof;

/// Violations that are printed; the rest is only counted.
const SHOWN: usize = 20;

/// The result of a run.
#[derive(Debug, Default, Serialize)]
pub struct Report {
    pub scenario: &'static str,
    /// Whether everything that was to be proved is proved.
    pub proved: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub engine: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub processes: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clients: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kills: Option<u64>,
    /// Time under load.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seconds: Option<f64>,
    pub operations: usize,
    pub acknowledged: usize,
    pub refused: usize,
    pub failed: usize,
    pub unanswered: usize,
    /// Those of the unanswered that the database shows as done.
    pub unanswered_done: usize,
    /// Stock items and tracking rows that were read for the proof.
    pub items: usize,
    pub rows: usize,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rates: Vec<Rate>,
    /// Number of things wrong, of which the first few are in `violations`.
    pub violation_count: usize,
    pub violations: Vec<String>,
}

/// One line of a throughput measurement.
#[derive(Debug, Serialize)]
pub struct Rate {
    pub clients: u64,
    pub acknowledged: u64,
    pub per_second: f64,
    /// Time from sending to the end of the answer, in milliseconds.
    pub median_ms: f64,
    pub p99_ms: f64,
}

impl Report {
    /// The report of a run with a ledger.
    pub fn new(scenario: &'static str, proof: &Proof) -> Self {
        let mut report = Self {
            engine: Some(proof.engine),
            run: Some(proof.run.clone()),
            seed: Some(proof.seed),
            processes: Some(proof.processes),
            ..Self::of_check(scenario, &proof.verdict)
        };
        if report.acknowledged == 0 {
            report.complain("no operation was acknowledged: there is nothing to prove".into());
        }
        report
    }

    /// The report of a check alone.
    pub fn of_check(scenario: &'static str, verdict: &Verdict) -> Self {
        let count = |outcome| verdict.outcomes.get(&outcome).copied().unwrap_or_default();
        let mut report = Self {
            scenario,
            proved: true,
            operations: verdict.outcomes.values().sum(),
            acknowledged: count(Outcome::Acknowledged),
            refused: count(Outcome::Refused),
            failed: count(Outcome::Failed),
            unanswered: count(Outcome::Unanswered),
            unanswered_done: verdict.unanswered_done,
            items: verdict.items,
            rows: verdict.rows,
            ..Self::default()
        };
        if verdict.items == 0 && verdict.rows == 0 {
            report.complain("there is no stock to check".into());
        }
        for violation in &verdict.violations {
            report.complain(violation.to_string());
        }
        report
    }

    /// Nobody was killed: every request must have been answered, with 201 or 400.
    pub fn expect_answers(&mut self) {
        self.expect_no_failures();
        if self.unanswered > 0 {
            self.complain(format!("{} requests got no answer", self.unanswered));
        }
    }

    /// No answer may be other than 201 or 400.
    pub fn expect_no_failures(&mut self) {
        if self.failed > 0 {
            self.complain(format!("{} requests got an answer other than 201 or 400", self.failed));
        }
    }

    /// Notes something that must not be; the run then proves nothing.
    pub fn complain(&mut self, what: String) {
        self.proved = false;
        self.violation_count += 1;
        if self.violations.len() < SHOWN {
            self.violations.push(what);
        }
    }

    /// The lines for people.
    pub fn summary(&self) -> String {
        let mut text = String::new();
        // Writing to a string cannot fail.
        let _ = self.write_summary(&mut text);
        text
    }

    fn write_summary(&self, text: &mut String) -> std::fmt::Result {
        write!(text, "{}", self.scenario)?;
        if let (Some(engine), Some(processes)) = (self.engine, self.processes) {
            write!(text, " on {engine}, {processes} server process(es)")?;
        }
        if let Some(clients) = self.clients {
            write!(text, ", {clients} clients")?;
        }
        if let Some(kills) = self.kills {
            write!(text, ", {kills} kills")?;
        }
        if let (Some(run), Some(seed)) = (&self.run, self.seed) {
            write!(text, " (run {run}, seed {seed})")?;
        }
        writeln!(text)?;
        if self.operations > 0 {
            writeln!(
                text,
                "{} operations: {} acknowledged, {} refused, {} failed, {} unanswered ({} of them done)",
                self.operations, self.acknowledged, self.refused, self.failed, self.unanswered, self.unanswered_done
            )?;
        }
        if let Some(seconds) = self.seconds {
            let rate = self.acknowledged as f64 / seconds;
            writeln!(text, "{seconds:.1} s under load, {rate:.0} acknowledged writes per second")?;
        }
        for rate in &self.rates {
            writeln!(
                text,
                "{:>5} clients: {:>8.0} writes/s, median {:.2} ms, 99 % within {:.2} ms",
                rate.clients, rate.per_second, rate.median_ms, rate.p99_ms
            )?;
        }
        writeln!(text, "{} stock items and {} tracking rows checked", self.items, self.rows)?;
        for violation in &self.violations {
            writeln!(text, "  {violation}")?;
        }
        match self.violation_count {
            0 => writeln!(text, "PROVED: nothing was lost, nothing is half done"),
            count => {
                if count > self.violations.len() {
                    writeln!(text, "  ... and {} more", count - self.violations.len())?;
                }
                writeln!(text, "NOT PROVED: {count} thing(s) wrong")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;

    use super::*;
    use crate::check::Violation;

    #[test]
    fn a_report_with_violations_is_no_proof_and_shows_the_first_of_them() {
        let verdict = Verdict {
            items: 30,
            rows: 60,
            violations: (1..=25).map(|item| Violation::Negative { item, quantity: -Decimal::ONE }).collect(),
            ..Verdict::default()
        };
        let report = Report::of_check("check", &verdict);
        assert!(!report.proved);
        let summary = report.summary();
        assert!(summary.contains("item 20 holds -1") && !summary.contains("item 21 holds"));
        assert!(summary.ends_with("  ... and 5 more\nNOT PROVED: 25 thing(s) wrong\n"), "{summary}");

        let sound = Verdict { items: 1, rows: 1, ..Verdict::default() };
        let sound = Report::of_check("check", &sound);
        assert!(sound.proved && sound.summary().contains("\nPROVED"));
    }

    #[test]
    fn an_empty_database_proves_nothing() {
        assert!(!Report::of_check("check", &Verdict::default()).proved);
    }

    #[test]
    fn a_run_in_which_nothing_was_acknowledged_proves_nothing() {
        let proof = Proof {
            run: "a".into(),
            seed: 1,
            engine: "sqlite",
            processes: 2,
            verdict: Verdict { items: 1, rows: 1, ..Verdict::default() },
        };
        assert_eq!(
            Report::new("concurrency", &proof).violations,
            ["no operation was acknowledged: there is nothing to prove"]
        );
    }
}
