//! Icon fields: their text must name an icon that there is (spec 30-stock §4.4).

use ironwood_assets::icons;
use ironwood_rest::write::Draft;

/// Refuses the draft under `field` when the text in `column` names no icon; empty is none.
pub fn check(draft: &mut Draft, column: &str, field: &str) {
    let text = draft.text(column).to_owned();
    if text.is_empty() || !draft.changes(column) {
        return;
    }
    if let Err(error) = icons::check(&text) {
        draft.refuse(field, error.to_string());
    }
}
