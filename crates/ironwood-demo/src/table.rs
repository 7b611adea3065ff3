//! What was made up by hand stands in tables beside the code: a line for each thing, the first line names the columns.

use std::str::FromStr;

/// The lines of a table, each with its cells.
pub(crate) fn lines<const COLUMNS: usize>(table: &'static str) -> impl Iterator<Item = [&'static str; COLUMNS]> {
    table.lines().skip(1).map(|line| {
        let mut cells = line.split('\t');
        std::array::from_fn(|_| cells.next().unwrap_or_default())
    })
}

/// A cell as what it means.
///
/// # Panics
/// When it means nothing: tests read all tables.
pub(crate) fn read<T: FromStr>(cell: &str) -> T {
    cell.parse().unwrap_or_else(|_| panic!("`{cell}` in a table of the demonstration data means nothing"))
}

/// The same, where an empty cell means none.
pub(crate) fn read_some<T: FromStr>(cell: &str) -> Option<T> {
    (!cell.is_empty()).then(|| read(cell))
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_line_has_a_cell_for_each_column() {
        for table in [
            include_str!("../tables/bought.tsv"),
            include_str!("../tables/companies.tsv"),
            include_str!("../tables/groups.tsv"),
            include_str!("../tables/made.tsv"),
            include_str!("../tables/made_of.tsv"),
            include_str!("../tables/users.tsv"),
        ] {
            let columns = table.lines().next().unwrap_or_default().split('\t').count();
            for line in table.lines() {
                assert_eq!(line.split('\t').count(), columns, "{line}");
            }
        }
    }
}
