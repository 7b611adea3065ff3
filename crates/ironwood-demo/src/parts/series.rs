//! Preferred numbers: the values that resistors, capacitors and inductors come in (IEC 60063).

const E12: [u32; 12] = [100, 120, 150, 180, 220, 270, 330, 390, 470, 560, 680, 820];
const E24: [u32; 24] = [
    100, 110, 120, 130, 150, 160, 180, 200, 220, 240, 270, 300, 330, 360, 390, 430, 470, 510, 560, 620, 680, 750, 820,
    910,
];

/// The 96 steps of a decade at one percent, as three digits.
fn e96() -> Vec<u32> {
    (0..96).map(|step| (100.0 * 10_f64.powf(f64::from(step) / 96.0)).round() as u32).collect()
}

/// How fine the steps are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Steps {
    Twelve,
    TwentyFour,
    /// With the 24 that everybody has, too.
    NinetySix,
}

/// Values of the decades that begin at 10 to the power of `from` up to that of `to`, the usual ones first, each with `unit`
/// behind it: `4.7k`, `100nF`.
pub(crate) fn values(steps: Steps, from: i32, to: i32, unit: &str) -> Vec<String> {
    let mut digits: Vec<u32> = E12.to_vec();
    if steps != Steps::Twelve {
        digits.extend(E24.iter().filter(|value| !E12.contains(value)));
    }
    if steps == Steps::NinetySix {
        digits.extend(e96().into_iter().filter(|value| !E24.contains(value)));
    }
    // The values everybody keeps in all decades, then finer and finer steps.
    let tier = |value: &u32| (!E12.contains(value), !E24.contains(value));
    let mut all: Vec<(u32, i32)> =
        (from..=to).flat_map(|decade| digits.iter().map(move |value| (*value, decade))).collect();
    all.sort_by_key(|(value, decade)| (tier(value), *decade, *value));
    all.into_iter().map(|(value, decade)| format!("{}{unit}", engineering(value, decade - 2))).collect()
}

/// `digits` times 10 to the power of `exponent` with the prefix of a thousand: 470, 1 is `4.7k`.
fn engineering(digits: u32, exponent: i32) -> String {
    // The last of the three digits stands for 10^exponent, the first for 100 times as much.
    let group = (exponent + 2).div_euclid(3) * 3;
    let prefix = match group {
        -12 => "p",
        -9 => "n",
        -6 => "u",
        -3 => "m",
        3 => "k",
        6 => "M",
        _ => "",
    };
    let decimals = (group - exponent) as usize;
    let text = format!("{digits:03}");
    let (whole, rest) = text.split_at(text.len() - decimals.min(2));
    let rest = rest.trim_end_matches('0');
    if rest.is_empty() { format!("{whole}{prefix}") } else { format!("{whole}.{rest}{prefix}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_with_the_prefix_people_use() {
        assert_eq!(engineering(470, 1), "4.7k");
        assert_eq!(engineering(100, -2), "1");
        assert_eq!(engineering(330, -1), "33");
        assert_eq!(engineering(680, 0), "680");
        assert_eq!(engineering(100, -9), "100n");
        assert_eq!(engineering(221, -11), "2.21n");
        assert_eq!(engineering(150, 5), "15M");
    }

    #[test]
    fn the_usual_values_come_first_and_none_twice() {
        let all = values(Steps::NinetySix, 0, 6, "");
        assert_eq!(all[..3], ["1", "1.2", "1.5"]);
        assert!(all.iter().position(|value| value == "4.7k") < Some(7 * 12));
        let unique: std::collections::HashSet<&String> = all.iter().collect();
        assert_eq!(unique.len(), all.len());
        assert_eq!(values(Steps::Twelve, -9, -8, "F").len(), 24);
    }
}
