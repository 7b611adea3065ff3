//! What the clients asked for and what they were told: the half of the proof that does not come from the database.
//!
//! Every request carries a number of its own in its `notes`; the server copies them into the tracking rows it writes
//! (spec 30-stock §14, §16), so each row can be led back to the operation that caused it, and each operation to its rows.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, Write};

use anyhow::{Context, bail};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// The four adjustments of the load (spec 30-stock §14.1 to §14.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Add,
    Remove,
    Count,
    Transfer,
}

impl Kind {
    /// The endpoint that carries the adjustment out.
    pub fn path(self) -> &'static str {
        match self {
            Self::Add => "/api/stock/add/",
            Self::Remove => "/api/stock/remove/",
            Self::Count => "/api/stock/count/",
            Self::Transfer => "/api/stock/transfer/",
        }
    }
}

/// One line of a request: so many units of one stock item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub item: i64,
    /// Units to add, remove or move; for a count, the units found.
    #[serde(with = "decimal_text")]
    pub quantity: Decimal,
}

/// An adjustment as it is sent. Items within one request are distinct.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    pub kind: Kind,
    pub entries: Vec<Entry>,
    /// Destination of a transfer (always set there); where a count found the stock, if it says so.
    pub location: Option<i64>,
}

impl Request {
    /// The JSON body. Quantities are written as decimal literals, never through a float.
    pub fn body(&self, notes: &str) -> String {
        let entries: Vec<String> = self
            .entries
            .iter()
            .map(|entry| format!(r#"{{"pk":{},"quantity":{}}}"#, entry.item, entry.quantity))
            .collect();
        let location = self.location.map(|pk| format!(r#","location":{pk}"#)).unwrap_or_default();
        format!(r#"{{"items":[{}],"notes":"{notes}"{location}}}"#, entries.join(","))
    }
}

/// How a request ended, as the client saw it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// 2xx: all of it must be in the database.
    Acknowledged,
    /// 400: none of it may be in the database.
    Refused,
    /// Any other status, which the load gives no reason for: all or nothing.
    Failed,
    /// The connection broke or the time ran out: all or nothing.
    Unanswered,
}

/// A request that was sent, with its outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Operation {
    /// Unique within the run.
    pub number: u64,
    #[serde(flatten)]
    pub request: Request,
    /// Microseconds since the run began, before the first byte was sent.
    pub started: u64,
    /// Microseconds since the run began, after the answer was read (or given up).
    pub finished: u64,
    pub outcome: Outcome,
}

impl Operation {
    /// The last instant at which the operation can have taken effect. Without an answer there is none: a commit on its
    /// way to PostgreSQL outlives the server process that sent it.
    pub fn latest_effect(&self) -> u64 {
        match self.outcome {
            Outcome::Acknowledged | Outcome::Refused => self.finished,
            Outcome::Failed | Outcome::Unanswered => u64::MAX,
        }
    }
}

/// A stock item that was made before the load began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InitialItem {
    pub pk: i64,
    pub part: i64,
    #[serde(with = "decimal_text")]
    pub quantity: Decimal,
    pub location: i64,
    /// The item is deleted when it runs empty (`delete_on_deplete`, spec 30-stock §13). Such items are only ever
    /// adjusted alone: their tracking rows lose the item's key, and the operation number must be enough to find it.
    pub depleting: bool,
}

/// Everything a run did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ledger {
    /// Name of the run; part of the notes of every operation.
    pub run: String,
    pub items: Vec<InitialItem>,
    pub operations: Vec<Operation>,
}

/// First line of a ledger file; one operation follows per line.
#[derive(Serialize, Deserialize)]
struct Head {
    run: String,
    items: Vec<InitialItem>,
}

/// The notes of operation `number` in `run`.
pub fn notes(run: &str, number: u64) -> String {
    format!("stress {run} {number}")
}

impl Ledger {
    /// The operation number in the notes of a tracking row, if they are notes of this run.
    pub fn number_in(&self, notes: &str) -> Option<u64> {
        notes.strip_prefix("stress ")?.strip_prefix(self.run.as_str())?.strip_prefix(' ')?.parse().ok()
    }

    /// The parts whose stock the run touches, ascending.
    pub fn parts(&self) -> Vec<i64> {
        let parts: BTreeSet<i64> = self.items.iter().map(|item| item.part).collect();
        parts.into_iter().collect()
    }

    /// How many operations ended in which way.
    pub fn outcomes(&self) -> BTreeMap<Outcome, usize> {
        let mut counts = BTreeMap::new();
        for operation in &self.operations {
            *counts.entry(operation.outcome).or_default() += 1;
        }
        counts
    }

    /// Writes the ledger as JSON lines, so that `check --ledger` can repeat the proof later.
    pub fn write(&self, to: &mut impl Write) -> anyhow::Result<()> {
        let head = Head { run: self.run.clone(), items: self.items.clone() };
        serde_json::to_writer(&mut *to, &head)?;
        writeln!(to)?;
        for operation in &self.operations {
            serde_json::to_writer(&mut *to, operation)?;
            writeln!(to)?;
        }
        Ok(to.flush()?)
    }

    /// Reads what [`Ledger::write`] wrote.
    ///
    /// # Errors
    /// When the text is no ledger, or names an operation twice (its rows could then not be told apart).
    pub fn read(from: impl BufRead) -> anyhow::Result<Self> {
        let mut lines = from.lines();
        let head = lines.next().context("the ledger file is empty")??;
        let Head { run, items } = serde_json::from_str(&head).context("the first line is not the head of a ledger")?;
        let mut numbers = BTreeSet::new();
        let mut operations = Vec::new();
        for (line, text) in (2..).zip(lines) {
            let operation: Operation =
                serde_json::from_str(&text?).with_context(|| format!("line {line} is no operation"))?;
            if !numbers.insert(operation.number) {
                bail!("line {line} repeats operation {}", operation.number);
            }
            operations.push(operation);
        }
        Ok(Self { run, items, operations })
    }
}

/// Decimals as JSON strings, so that no float stands between the request and the proof.
mod decimal_text {
    use std::borrow::Cow;
    use std::str::FromStr;

    use rust_decimal::Decimal;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub fn serialize<S: Serializer>(value: &Decimal, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(value)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Decimal, D::Error> {
        let text = Cow::<str>::deserialize(from)?;
        Decimal::from_str(&text).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn transfer() -> Operation {
        Operation {
            number: 3,
            request: Request {
                kind: Kind::Transfer,
                entries: vec![
                    Entry { item: 9, quantity: Decimal::new(1_234_567, 5) },
                    Entry { item: 4, quantity: Decimal::from(2) },
                ],
                location: Some(5),
            },
            started: 10,
            finished: 20,
            outcome: Outcome::Unanswered,
        }
    }

    #[test]
    fn a_request_is_sent_with_exact_quantities_and_its_notes() {
        assert_eq!(
            transfer().request.body("stress a 3"),
            r#"{"items":[{"pk":9,"quantity":12.34567},{"pk":4,"quantity":2}],"notes":"stress a 3","location":5}"#
        );
    }

    #[test]
    fn notes_lead_back_to_the_operation_of_this_run_only() {
        let ledger = Ledger { run: "ab".into(), ..Ledger::default() };
        assert_eq!(ledger.number_in(&notes("ab", 17)), Some(17));
        assert_eq!(ledger.number_in(&notes("abc", 17)), None);
        assert_eq!(ledger.number_in("moved to the shelf"), None);
    }

    #[test]
    fn a_ledger_file_reads_back_as_it_was_written() {
        let ledger = Ledger {
            run: "ab".into(),
            items: vec![InitialItem { pk: 1, part: 2, quantity: Decimal::new(5, 1), location: 3, depleting: true }],
            operations: vec![transfer()],
        };
        let mut file = Vec::new();
        ledger.write(&mut file).unwrap();
        assert_eq!(Ledger::read(file.as_slice()).unwrap(), ledger);

        let last_line = file.split(|byte| *byte == b'\n').nth(1).unwrap().to_vec();
        file.extend(last_line);
        let error = Ledger::read(file.as_slice()).unwrap_err().to_string();
        assert_eq!(error, "line 3 repeats operation 3");
    }
}
