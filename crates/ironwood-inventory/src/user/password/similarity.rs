//! How similar two texts can be at most, whatever the order of their letters: the measure that Django's validator uses.

use std::collections::HashMap;

/// Twice the letters that the texts have in common, by all their letters: 1 for anagrams, 0 for texts without a common letter.
pub(super) fn upper_bound(a: &str, b: &str) -> f64 {
    let mut left: HashMap<char, usize> = HashMap::new();
    let mut length = 0usize;
    for letter in b.chars() {
        *left.entry(letter).or_default() += 1;
        length += 1;
    }
    let mut common = 0usize;
    for letter in a.chars() {
        length += 1;
        if let Some(count) = left.get_mut(&letter).filter(|count| **count > 0) {
            *count -= 1;
            common += 1;
        }
    }
    if length == 0 { 1.0 } else { 2.0 * common as f64 / length as f64 }
}

#[cfg(test)]
mod tests {
    use super::upper_bound;

    #[test]
    fn the_order_of_letters_does_not_matter() {
        assert_eq!(upper_bound("abcd", "dcba"), 1.0);
        assert_eq!(upper_bound("abc", "xyz"), 0.0);
        assert_eq!(upper_bound("aab", "abb"), 4.0 / 6.0);
        assert_eq!(upper_bound("", ""), 1.0);
    }
}
