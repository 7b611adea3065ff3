//! Parts of a file, so that a broken download can go on where it stopped.

/// The bytes that a `Range` header asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Range {
    /// All of them: no range was asked for, or in a form that may be ignored.
    All,
    /// From the first to the last byte, both included.
    Part(u64, u64),
    /// None: the file has no such bytes.
    Nowhere,
}

impl Range {
    /// Reads the header for a file of `length` bytes. Of several ranges none counts: everything is a right answer too.
    pub(super) fn read(header: Option<&str>, length: u64) -> Self {
        let Some((first, last)) = header
            .and_then(|header| header.trim().strip_prefix("bytes="))
            .and_then(|range| range.split_once('-'))
            .map(|(first, last)| (first.trim(), last.trim()))
        else {
            return Range::All;
        };
        let end = length.saturating_sub(1);
        match (first.parse::<u64>(), last.parse::<u64>()) {
            (Ok(first), Ok(last)) if first > last => Range::All,
            (Ok(first), _) if first >= length && (last.is_empty() || last.parse::<u64>().is_ok()) => Range::Nowhere,
            (Ok(first), Ok(last)) => Range::Part(first, last.min(end)),
            (Ok(first), Err(_)) if last.is_empty() => Range::Part(first, end),
            (Err(_), Ok(0)) if first.is_empty() => Range::Nowhere,
            (Err(_), Ok(last)) if first.is_empty() && length > 0 => Range::Part(length.saturating_sub(last), end),
            _ => Range::All,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_range_is_served_everything_else_is_the_whole() {
        for (header, range) in [
            (Some("bytes=0-9"), Range::Part(0, 9)),
            (Some("bytes=90-"), Range::Part(90, 99)),
            (Some("bytes=90-1000"), Range::Part(90, 99)),
            (Some("bytes=-10"), Range::Part(90, 99)),
            (Some("bytes=-1000"), Range::Part(0, 99)),
            (Some("bytes=100-"), Range::Nowhere),
            (Some("bytes=100-200"), Range::Nowhere),
            (Some("bytes=-0"), Range::Nowhere),
            (Some("bytes=9-0"), Range::All),
            (Some("bytes=0-1,5-6"), Range::All),
            (Some("bytes=a-b"), Range::All),
            (Some("bytes=-"), Range::All),
            (Some("lines=0-1"), Range::All),
            (None, Range::All),
        ] {
            assert_eq!(Range::read(header, 100), range, "{header:?}");
        }
        assert_eq!(Range::read(Some("bytes=0-"), 0), Range::Nowhere);
        assert_eq!(Range::read(Some("bytes=-5"), 0), Range::All);
    }
}
