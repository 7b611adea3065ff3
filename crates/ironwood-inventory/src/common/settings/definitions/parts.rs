//! Parts, their bills of materials and parameters.

use super::*;

settings! { Global:
    PART_ENABLE_LOCKING: bool = true, "Lockable parts", "A part can be locked against changes of its data.";
    PART_ENABLE_REVISION: bool = true, "Revisions", "A part can be made as a revision of another one.";
    PART_REVISION_ASSEMBLY_ONLY: bool = false, "Revisions of assemblies only", "Only assemblies may have revisions.";
    PART_ALLOW_DELETE_FROM_ASSEMBLY: bool = false, "Delete parts in use", "A part may be deleted although assemblies still use it.";
    PART_IPN_REGEX: String = "", "Shape of part numbers", "Regular expression that has to be found in every internal part number; empty takes any.", checked(Validator::IpnPattern);
    PART_ALLOW_DUPLICATE_IPN: bool = true, "Repeated part numbers", "Several parts may carry the same internal part number.";
    PART_ALLOW_EDIT_IPN: bool = true, "Editable part numbers", "Forms let people change the internal part number of an existing part.";
    PART_COPY_BOM: bool = true, "Copies take the bill of materials", "The form that duplicates a part proposes to take over its bill of materials.";
    PART_COPY_PARAMETERS: bool = true, "Copies take parameters", "The form that duplicates a part proposes to take over its parameters.";
    PART_COPY_TESTS: bool = true, "Copies take tests", "The form that duplicates a part proposes to take over its test templates.";
    PART_CATEGORY_PARAMETERS: bool = true, "Parameters from category", "A new part starts with the parameters that its category prescribes.";
    PART_TEMPLATE: bool = false, "New parts are templates", "A part starts as a template of variants unless its maker says otherwise.";
    PART_ASSEMBLY: bool = false, "New parts are assemblies", "A part starts as something that is built unless its maker says otherwise.";
    PART_COMPONENT: bool = true, "New parts are components", "A part starts as something that others are built from unless its maker says otherwise.";
    PART_PURCHASEABLE: bool = true, "New parts are bought", "A part starts as something to buy from suppliers unless its maker says otherwise.";
    PART_SALABLE: bool = false, "New parts are sold", "A part starts as something to sell to customers unless its maker says otherwise.";
    PART_TRACKABLE: bool = false, "New parts are tracked", "A part starts with tracked stock (serial or batch numbers) unless its maker says otherwise.";
    PART_VIRTUAL: bool = false, "New parts are virtual", "A part starts as something without physical stock unless its maker says otherwise.";
    PART_SHOW_RELATED: bool = true, "Related parts", "The page of a part lists the parts related to it.";
    PART_CREATE_INITIAL: bool = false, "First stock with new parts", "The form for a new part can book its first stock in the same step.";
    PART_CREATE_SUPPLIER: bool = true, "Supplier with new parts", "The form for a new part can enter its supplier and manufacturer in the same step.";
    PART_NAME_FORMAT: String = "{{ part.IPN if part.IPN }}{{ ' | ' if part.IPN }}{{ part.name }}{{ ' | ' if part.revision }}{{ part.revision if part.revision }}", "Full part name", "Template of the name under which parts appear in lists, documents and messages.", checked(Validator::PartNameFormat);
    PART_CATEGORY_DEFAULT_ICON: String = "", "Category icon", "Icon of categories that have none of their own; empty draws nothing.", checked(Validator::Icon);
    PART_BOM_ALLOW_ZERO_QUANTITY: bool = false, "Zero quantity in bills of materials", "A line may need nothing per unit built, so that a build takes its set-up quantity only.";
    PARAMETER_ENFORCE_UNITS: bool = true, "Check units of parameters", "Where a parameter has a unit, its values must be convertible to it.";
}
