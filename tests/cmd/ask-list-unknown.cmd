ask examples/dallas/inventory.yaml --list scope.sinse
