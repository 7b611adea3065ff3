//! The icon pack: the body of `GET icons/` and the table that names are looked up in, both from
//! `vendor/tabler-icons/icons.tsv.gz` (made by `scripts/make-icons.mjs`, which describes it).

use crate::files::{self, Source};
use serde_json::{Map, Value, json};
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

pub const DATA: &str = "icons.tsv.gz";

const NAME: &str = "Tabler Icons";
const PREFIX: &str = "ti";

/// Formats as CSS and `fonts` of a pack name them, with the file that is served for each. There is
/// no `woff` file: whatever reads it reads `woff2` or `truetype` too.
const FONTS: [(&str, &str); 2] =
    [("woff2", "/static/tabler-icons/tabler-icons.woff2"), ("truetype", "/static/tabler-icons/tabler-icons.ttf")];

struct Icon<'a> {
    name: &'a str,
    category: &'a str,
    tags: Vec<&'a str>,
    outline: Option<char>,
    filled: Option<char>,
}

/// Source text of the tables of `src/icons.rs`.
pub fn generate(root: &Path, out: &Path) -> Result<String, Box<dyn Error>> {
    let data = files::gunzip(&fs::read(root.join("vendor/tabler-icons").join(DATA))?)?;
    let icons = std::str::from_utf8(&data)?
        .lines()
        .map(|line| parse(line).ok_or_else(|| format!("{DATA}: bad line {line:?}")))
        .collect::<Result<Vec<_>, _>>()?;
    if !icons.is_sorted_by(|a, b| a.name < b.name) {
        return Err(format!("{DATA}: names must be sorted and unique").into());
    }

    let body = Source { name: "packs.json".to_owned(), plain: serde_json::to_vec(&json!([pack(&icons)]))?, gzip: None };
    let mut text = format!(
        "/// Prefix of the only pack.\npub const PREFIX: &str = {PREFIX:?};\n\
         static PACKS: StaticFile = {};\n\
         static FONTS: [(&str, &str); {}] = {FONTS:?};\n\
         static ICONS: [Icon; {}] = [\n",
        files::embed("/api/icons/", body, out)?,
        FONTS.len(),
        icons.len(),
    );
    for Icon { name, outline, filled, .. } in &icons {
        let _ =
            writeln!(text, "Icon {{ name: {name:?}, outline: {}, filled: {} }},", literal(*outline), literal(*filled));
    }
    text.push_str("];\n");
    Ok(text)
}

fn parse(line: &str) -> Option<Icon<'_>> {
    let mut cells = line.split('\t');
    let icon = Icon {
        name: cells.next().filter(|name| !name.is_empty())?,
        category: cells.next()?,
        tags: cells.next()?.split_terminator(',').collect(),
        outline: code_point(cells.next()?)?,
        filled: code_point(cells.next()?)?,
    };
    cells.next().is_none().then_some(icon)
}

/// An empty cell is `Some(None)`: the icon has no such variant. `None` is a broken cell.
fn code_point(cell: &str) -> Option<Option<char>> {
    if cell.is_empty() {
        return Some(None);
    }
    let point = char::from_u32(u32::from_str_radix(cell, 16).ok()?)?;
    Some(Some(point))
}

fn literal(point: Option<char>) -> String {
    match point {
        Some(point) => format!("Some('\\u{{{:x}}}')", u32::from(point)),
        None => "None".to_owned(),
    }
}

/// The pack as clients see it (spec 22-parameters-and-attachments §16).
fn pack(icons: &[Icon]) -> Value {
    let icons: Map<String, Value> = icons
        .iter()
        .map(|icon| {
            let variants: Map<String, Value> = [("outline", icon.outline), ("filled", icon.filled)]
                .into_iter()
                .filter_map(|(variant, point)| {
                    let hex = format!("{:x}", u32::from(point?));
                    Some((variant.to_owned(), Value::from(hex)))
                })
                .collect();
            let value = json!({
                "name": icon.name,
                "category": icon.category,
                "tags": icon.tags,
                "variants": variants,
            });
            (icon.name.to_owned(), value)
        })
        .collect();
    let fonts: Map<String, Value> =
        FONTS.iter().map(|(format, path)| ((*format).to_owned(), Value::from(*path))).collect();
    json!({ "name": NAME, "prefix": PREFIX, "fonts": fonts, "icons": icons })
}
