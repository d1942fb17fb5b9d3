"""The model families, by the name that files and the command line use."""

from ilm_core.families.arm import AutoregressiveModel
from ilm_core.families.base import Family
from ilm_core.families.ilm import InsertionLanguageModel
from ilm_core.families.it import InsertionTransformer
from ilm_core.families.mdm import MaskedDiffusionModel

FAMILIES: dict[str, type[Family]] = {
    family.name: family
    for family in (InsertionLanguageModel, MaskedDiffusionModel, AutoregressiveModel, InsertionTransformer)
}
