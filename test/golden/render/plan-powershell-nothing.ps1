# Nothing to do on lync-pool: 15 partners in place.

Write-Host 'Nothing to do on lync-pool: 15 partners in place.'
