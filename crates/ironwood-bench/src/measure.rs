//! Times: of requests and of their floors, in turns.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use ironwood_db::Sql;

use crate::client::{Connection, Letter};
use crate::floor::Floor;
use crate::server::Server;

/// How often each side has its turn.
const TURNS: u32 = 10;

/// How long one thing took, again and again.
#[derive(Debug, Default, Clone)]
pub(crate) struct Times {
    each: Vec<Duration>,
    total: Duration,
}

impl Times {
    fn add(&mut self, time: Duration) {
        self.each.push(time);
        self.total += time;
    }

    /// How many there were.
    pub(crate) fn count(&self) -> usize {
        self.each.len()
    }

    /// How many there were in a second.
    pub(crate) fn per_second(&self) -> f64 {
        self.count() as f64 / self.total.as_secs_f64().max(f64::EPSILON)
    }

    /// The time that so many of a hundred did not exceed, in milliseconds.
    pub(crate) fn percentile(&self, percent: usize) -> f64 {
        let mut sorted = self.each.clone();
        sorted.sort_unstable();
        let at = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
        sorted.get(at).map_or(0.0, |time| time.as_secs_f64() * 1e3)
    }
}

/// One request and what it asks the database.
pub(crate) struct Subject<'a> {
    pub(crate) letter: Letter,
    pub(crate) statements: &'a [Sql],
    pub(crate) changes: bool,
}

/// What one client and the bare driver took.
#[derive(Debug, Default)]
pub(crate) struct Alone {
    pub(crate) server: Times,
    pub(crate) floor: Times,
    /// Processor time of the server while it was asked.
    pub(crate) processor: Option<Duration>,
}

/// Asks the server and the driver in turns, each for `time` in all and at least once.
pub(crate) async fn in_turns(
    time: Duration,
    subject: &Subject<'_>,
    server: &Server,
    connection: &mut Connection,
    floor: &mut Floor,
) -> anyhow::Result<Alone> {
    let mut alone = Alone { processor: Some(Duration::ZERO), ..Alone::default() };
    let turn = time / TURNS;
    while alone.server.total < time || alone.floor.total < time {
        // Whoever had less is next: a request may take longer than a turn.
        if alone.server.total <= alone.floor.total {
            let used = server.processor_time();
            let end = alone.server.total + turn;
            while alone.server.total < end {
                let begun = Instant::now();
                connection.send(&subject.letter).await?;
                alone.server.add(begun.elapsed());
            }
            let more = used.zip(server.processor_time()).map(|(before, after)| after.saturating_sub(before));
            alone.processor = alone.processor.zip(more).map(|(sum, more)| sum + more);
        } else {
            let end = alone.floor.total + turn;
            while alone.floor.total < end {
                let begun = Instant::now();
                floor.run(subject.statements, subject.changes).await?;
                alone.floor.add(begun.elapsed());
            }
        }
    }
    Ok(alone)
}

/// What several clients at once got.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Crowd {
    pub(crate) answers: usize,
    pub(crate) per_second: f64,
}

/// Lets several clients ask at once for so long.
pub(crate) async fn crowd(
    time: Duration,
    clients: usize,
    letter: &Letter,
    address: SocketAddr,
    token: &str,
) -> anyhow::Result<Crowd> {
    let begun = Instant::now();
    let end = begun + time;
    let mut running = tokio::task::JoinSet::new();
    for _ in 0..clients.max(1) {
        let mut connection = Connection::open(address, token).await?;
        let letter = letter.clone();
        running.spawn(async move {
            let mut answers = 0;
            while Instant::now() < end || answers == 0 {
                connection.send(&letter).await?;
                answers += 1;
            }
            Ok::<_, anyhow::Error>(answers)
        });
    }
    let mut answers = 0;
    while let Some(client) = running.join_next().await {
        answers += client??;
    }
    Ok(Crowd { answers, per_second: answers as f64 / begun.elapsed().as_secs_f64() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times(millis: impl IntoIterator<Item = u64>) -> Times {
        let mut times = Times::default();
        millis.into_iter().for_each(|millis| times.add(Duration::from_millis(millis)));
        times
    }

    #[test]
    fn percentiles_are_times_that_were_measured() {
        let hundred = times((1..=100).rev());
        assert_eq!((hundred.percentile(50), hundred.percentile(99), hundred.percentile(100)), (50.0, 99.0, 100.0));
        let one = times([7]);
        assert_eq!((one.percentile(50), one.percentile(99)), (7.0, 7.0));
        assert_eq!(Times::default().percentile(50), 0.0);
    }

    #[test]
    fn the_rate_is_that_of_one_after_the_other() {
        let rate = times([10, 30]).per_second();
        assert!((rate - 50.0).abs() < 1e-9, "{rate}");
    }
}
