//! A small seeded generator: the same seed draws the same requests per client.
//!
//! SplitMix64 (Steele, Lea, Flood 2014). Not for secrets; chosen because a stress run needs nothing more than
//! well-spread numbers that can be drawn again from the seed in its report.

use rust_decimal::Decimal;

/// The state of one client's (or the killer's) random numbers.
#[derive(Debug, Clone)]
pub struct Rng(u64);

impl Rng {
    /// A generator of its own for `stream` (a client number) under the run's `seed`.
    pub fn new(seed: u64, stream: u64) -> Self {
        let mut rng = Self(seed ^ stream.wrapping_mul(0xA24B_AED4_963E_E407));
        rng.next();
        rng
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number in `0..bound`; 0 when `bound` is 0. The bias of the modulo is far below what a stress run can notice.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.next().checked_rem(bound).unwrap_or(0)
    }

    /// True `percent` times out of a hundred.
    pub fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// An element of `choices`, none when it is empty.
    pub fn pick<'a, T>(&mut self, choices: &'a [T]) -> Option<&'a T> {
        choices.get(self.below(choices.len() as u64) as usize)
    }

    /// A quantity above 0 and at most `max` units: mostly whole numbers, sometimes with 2 or all 5 decimal places
    /// the column can hold (spec 30-stock §6), so that rounding errors show.
    pub fn amount(&mut self, max: u32) -> Decimal {
        let scale = match self.below(100) {
            0..60 => 0,
            60..85 => 2,
            _ => 5,
        };
        let steps = u64::from(max) * 10_u64.pow(scale);
        Decimal::new(1 + self.below(steps) as i64, scale)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_and_a_stream_draw_the_same_numbers_again_and_other_streams_draw_others() {
        let draw = |seed, stream| {
            let mut rng = Rng::new(seed, stream);
            (0..8).map(|_| rng.below(1_000_000)).collect::<Vec<_>>()
        };
        assert_eq!(draw(7, 1), draw(7, 1));
        assert_ne!(draw(7, 1), draw(7, 2));
        assert_ne!(draw(7, 1), draw(8, 1));
    }

    #[test]
    fn amounts_are_positive_bounded_and_fit_five_decimals() {
        let mut rng = Rng::new(1, 1);
        let mut fractions = 0;
        for _ in 0..1000 {
            let amount = rng.amount(40);
            assert!(amount > Decimal::ZERO && amount <= Decimal::from(40), "{amount}");
            assert!(amount.scale() <= 5);
            fractions += u32::from(!amount.is_integer());
        }
        assert!(fractions > 100, "only {fractions} of 1000 amounts have decimals");
    }
}
