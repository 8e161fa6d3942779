# There is no plan, and so nothing to run.
# the plan for lync-pool has 1 error (plan-has-errors)
# What to do: mend the files, then plan again
# partners/adventure.example.yaml:4:5: im.litware.example is declared by adventure.example, but the live
#   partner litware.example holds it (domain-conflict)

throw 'nothing was written: there is no plan: the plan for lync-pool has 1 error'
