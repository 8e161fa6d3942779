-- The revision: a digest of the set of partners, kept up to date change by change.
--
-- Equal exactly for equal sets, whatever the order in which they came about, also after a restart. A tree of two levels
-- over the digests of the partners' canonical texts: a change computes one of 256 branches and the root anew, never all.
-- Leaves, branches and the root are hashed with different first bytes, so that none can be taken for another (as in
-- RFC 6962 section 2.1).

-- sha256: text -> 32 bytes; to_hex: bytes -> text
return function (sha256, to_hex)
	local function new()
		local leaves = {}; -- by first byte: a set of digests
		local branches = {}; -- by first byte: the digest of that set; absent where it must be computed
		local root;

		local function leaf_of(text)
			local digest = sha256("\0" .. text);
			local branch = digest:byte(1);
			branches[branch], root = nil, nil;
			leaves[branch] = leaves[branch] or {};
			return leaves[branch], digest;
		end

		local function branch_of(number)
			local digests = {};
			for digest in pairs(leaves[number] or {}) do digests[#digests + 1] = digest; end
			table.sort(digests);
			return sha256("\1" .. table.concat(digests));
		end

		local revision = {};

		function revision.add(text)
			local set, digest = leaf_of(text);
			set[digest] = true;
		end

		function revision.remove(text)
			local set, digest = leaf_of(text);
			set[digest] = nil;
		end

		function revision.value()
			if not root then
				local all = {};
				for number = 0, 255 do
					branches[number] = branches[number] or branch_of(number);
					all[number + 1] = branches[number];
				end
				root = "sha256:" .. to_hex(sha256("\2" .. table.concat(all)));
			end
			return root;
		end

		return revision;
	end

	return { new = new };
end
