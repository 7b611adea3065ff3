//! Random requests at everything that is declared, on a filled database of each engine: whatever a client sends, the answer is
//! a success or a refusal that says what is wrong, never a failure of ours, and nothing that is stored breaks the references
//! between rows.

#[path = "../common/mod.rs"]
#[allow(dead_code, reason = "each test uses its own part")]
mod common;

mod bodies;
mod queries;
mod values;
mod workshop;

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// The same requests at every run: a failure can be looked at again.
struct Dice(TestRunner);

impl Dice {
    fn new(seed: u8) -> Self {
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]);
        Dice(TestRunner::new_with_rng(Config::default(), rng))
    }

    fn roll<S: Strategy>(&mut self, strategy: &S) -> S::Value {
        strategy.new_tree(&mut self.0).expect("a random value").current()
    }
}
