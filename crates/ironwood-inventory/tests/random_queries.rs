//! Random queries at every list: whatever a client sends, the answer is a list or a refusal, never a failure of ours.

mod common;

use common::{installed, is_the_clients};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// Queries for each list and engine.
const QUERIES: usize = 40;

fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<i64>().prop_map(|number| number.to_string()),
        "[ -~]{0,12}",
        "\\PC{0,8}",
        Just("9223372036854775808".to_owned()),
        Just("2147483648".to_owned()),
        Just("-1".to_owned()),
        Just("1e400".to_owned()),
        Just("NaN".to_owned()),
        Just("nul\0".to_owned()),
        Just("(".to_owned()),
        Just("2026-02-30".to_owned()),
        Just("0000-00-00".to_owned()),
        Just("%_\\'\"".to_owned()),
        Just("x".repeat(5000)),
        Just("true".to_owned()),
    ]
}

#[tokio::test]
async fn no_query_makes_a_list_fail() {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    for database in installed().await {
        let mut wrong = Vec::new();
        for resource in database.kernel.all_resources().iter().filter(|resource| resource.list) {
            let mut names: Vec<String> = resource.filters.iter().map(|filter| filter.name.to_owned()).collect();
            let common =
                ["limit", "offset", "ordering", "search", "search_regex", "search_whole", "cascade", "parameter_1_gt"];
            names.extend(common.map(str::to_owned));
            let pair = (proptest::sample::select(names), value());
            let query = proptest::collection::vec(pair, 1..5);
            for _ in 0..QUERIES {
                let pairs = query.new_tree(&mut runner).expect("a random query").current();
                if let Err(error) = database.list(resource.path, pairs.clone()).await
                    && !is_the_clients(&error)
                {
                    wrong.push(format!("{}: {} {pairs:?}: {error}", database.name, resource.path));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
