//! Filters of the part list beyond plain columns (spec 20 §6.2).

use ironwood_db::{Engine, Param};
use ironwood_rest::declare::{Clause, Filter, Selection, Target, is_null_word};
use ironwood_rest::{Error, Result};

use crate::bom;
use crate::part::category;
use crate::part::quantities as q;
use crate::targets;
use crate::tree::Tree;

/// The tree of parts and their variants.
pub const VARIANTS: Tree = Tree { table: "part_part", parent: "variant_of_id", has_path: false };

/// Rows that have to do with a part, and with `include_variants` also those that have to do with a variant of it. `condition`
/// makes the condition of how a key of a part is compared: ` = ?` or ` IN (...)` with one `?`.
pub fn filter_part(
    name: &'static str,
    target: Target,
    with_variants: bool,
    condition: impl Fn(&str) -> String,
) -> Filter {
    let (exactly, or_below) = (condition("= ?"), condition(&format!("IN ({})", VARIANTS.keys_at_or_below())));
    Filter::through(name, target, move |selection, id| {
        let variants = selection.flag("include_variants", with_variants);
        Clause::new(if variants { &or_below } else { &exactly }.clone(), [id.into()])
    })
}

/// The flag that [`filter_part`] reads.
pub fn include_variants() -> Filter {
    Filter::custom("include_variants", "boolean", |_, _| Ok(None)).help("Include variants of the part")
}

/// Filters by rows that a part has to do with.
pub fn relations() -> Vec<Filter> {
    vec![
        Filter::custom("category", "integer", in_category).help("Parts in this category or below it"),
        Filter::custom("cascade", "boolean", |_, _| Ok(None)).help("Include categories further below"),
        targets::filter_key("default_location", "default_location_id", targets::location()),
        targets::filter_key("revision_of", "revision_of_id", targets::part()),
        targets::filter_key("variant_of", "variant_of_id", targets::part()),
        Filter::truth("is_revision", "t.revision_of_id IS NOT NULL"),
        Filter::truth("is_variant", "t.variant_of_id IS NOT NULL"),
        Filter::truth("has_revisions", format!("{} <> 0", q::revision_count())),
        Filter::through("ancestor", targets::part(), |_, id| {
            Clause::new(format!("t.id IN ({})", VARIANTS.keys_below()), [id.into()])
        }),
        Filter::through("exclude_tree", targets::part(), |_, id| {
            Clause::new(format!("t.id NOT IN ({})", VARIANTS.keys_at_or_below()), [id.into()])
        })
        .always_checked(),
        Filter::through("convert_from", targets::part(), |_, id| conversion_options(id)),
        Filter::through("in_bom_for", targets::part(), |_, id| usable_in(id)),
        Filter::custom("related", "number", |_, value| related(value, "related")),
        Filter::custom("exclude_related", "number", |_, value| {
            Ok(related(value, "exclude_related")?.map(Clause::negated))
        }),
        Filter::custom("exclude_id", "integers", exclude_ids).help("Keys to leave out, separated by commas"),
        Filter::truth("starred", "EXISTS (SELECT 1 FROM part_partstar x WHERE x.part_id = t.id AND x.user_id = :user)"),
    ]
}

/// Filters by texts and dates.
pub fn texts() -> Vec<Filter> {
    vec![
        Filter::truth("has_units", "COALESCE(t.units, '') <> ''"),
        Filter::truth("has_ipn", "COALESCE(t.\"IPN\", '') <> ''"),
        Filter::same_text("IPN", "t.\"IPN\""),
        Filter::regex("IPN_regex", "t.\"IPN\""),
        Filter::regex("name_regex", "t.name"),
        Filter::date("created_before", "t.creation_date", "<"),
        Filter::date("created_after", "t.creation_date", ">"),
    ]
}

/// Filters by computed quantities.
pub fn stock(engine: Engine) -> Vec<Filter> {
    let (own, total, minimum, maximum) = (q::own_stock(), q::total_stock(), "t.minimum_stock", "t.maximum_stock");
    let positive = |name, fragment: String| Filter::either(name, format!("{fragment} > 0"), format!("{fragment} <= 0"));
    vec![
        positive("has_stock", own.clone()),
        Filter::truth("depleted_stock", format!("({own} = 0 AND {} <> 0)", q::stock_item_count())),
        Filter::either(
            "low_stock",
            format!("({minimum} <> 0 AND {total} < {minimum})"),
            format!("{total} >= {minimum}"),
        ),
        Filter::either(
            "high_stock",
            format!("({maximum} <> 0 AND {total} > {maximum})"),
            format!("({total} <= {maximum} OR {maximum} = 0)"),
        ),
        positive("unallocated_stock", q::unallocated_stock(engine)),
        positive("on_order", q::on_order(engine)),
        Filter::either(
            "stock_to_build",
            format!("{} > {}", q::required_for_builds(), q::allocated_to_builds()),
            format!("{} <= {}", q::required_for_builds(), q::allocated_to_builds()),
        ),
        Filter::truth("has_pricing", "(pricing.overall_min IS NOT NULL OR pricing.overall_max IS NOT NULL)"),
    ]
}

/// With `cascade` (the default) an unknown or null category filters nothing; without, it is taken at its word.
fn in_category(selection: &Selection<'_>, value: &str) -> Result<Option<Clause>> {
    let cascade = selection.flag("cascade", true);
    if is_null_word(value) {
        return Ok((!cascade).then(|| Clause::raw("t.category_id IS NULL")));
    }
    let id = ironwood_rest::declare::number("category", value)? as i64;
    Ok(Some(if cascade {
        let below = category::TREE.keys_at_or_below();
        Clause::new(
            format!("(t.category_id IN ({below}) OR NOT EXISTS (SELECT 1 FROM part_partcategory c WHERE c.id = ?))"),
            [Param::Int(id), Param::Int(id)],
        )
    } else {
        Clause::new("t.category_id = ?", [id.into()])
    }))
}

/// Parts that stock of part `id` may become: its variants, its template, the template's other variants (spec 20 §11.3).
pub fn conversion_options(id: i64) -> Clause {
    Clause::new(
        format!(
            "t.active AND NOT t.virtual AND t.id <> ? AND (t.id IN ({}) OR EXISTS (SELECT 1 FROM part_part f \
             WHERE f.id = ? AND f.variant_of_id IS NOT NULL AND (t.id = f.variant_of_id OR t.variant_of_id = f.variant_of_id)))",
            VARIANTS.keys_below()
        ),
        [Param::Int(id), Param::Int(id), Param::Int(id)],
    )
}

/// Parts that can be used in the bill of materials of part `id`: components, allowed variants, substitutes and their variants.
pub fn usable_in(id: i64) -> Clause {
    let (belongs, accepted) = (bom::belongs_to("i", "a"), bom::accepts("i", "t"));
    Clause::new(
        format!("EXISTS (SELECT 1 FROM part_part a JOIN part_bomitem i ON {belongs} WHERE a.id = ? AND {accepted})"),
        [id.into()],
    )
}

fn related(value: &str, parameter: &str) -> Result<Option<Clause>> {
    let id = ironwood_rest::declare::number(parameter, value)? as i64;
    Ok((id != 0).then(|| {
        Clause::new(
            "EXISTS (SELECT 1 FROM part_partrelated x WHERE (x.part_1_id = t.id AND x.part_2_id = ?) \
             OR (x.part_2_id = t.id AND x.part_1_id = ?))",
            [Param::Int(id), Param::Int(id)],
        )
    }))
}

fn exclude_ids(selection: &Selection<'_>, value: &str) -> Result<Option<Clause>> {
    let mut ids = Vec::new();
    for text in value.split(',') {
        let id = text.trim().parse::<i64>();
        ids.push(id.map_err(|_| Error::general(format!("'{text}' is not a valid number")))?);
    }
    Ok(Some(Clause::new(selection.engine.any_of("t.id"), [ids.into()]).negated()))
}
